import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import type { Shaped } from '../shape.ts';
import { csvRow, table } from '../table.ts';
import { answerBudget, estimateTokens } from '../tokens.ts';
import type { Review } from './read.ts';
import type { Summary } from './summaries.ts';

/** Characters of one review, and of our answer to it, in an answer; a file has all. */
const bodyShown = 600;
const answerShown = 160;
/** Tokens that are left to our own lines. */
const reserve = 1_200;

const columns = ['id', 'rating', 'createdDate', 'territory', 'title', 'body', 'answer'];
const fileColumns = [...columns.slice(0, 6), 'reviewerNickname', 'answerState', 'answer'];

/** What of some reviews fits into an answer. */
export interface ShownReviews {
  readonly text: string;
  readonly shown: number;
  /** Reviews that did not fit. */
  readonly left: number;
}

/** Apple's summaries, and as many reviews as an answer takes, as a table. */
export function reviewTable(reviews: readonly Review[], summaries: readonly Summary[]): ShownReviews {
  const lines = summaries.map(
    ({ about, text }) => `Apple’s summary (${about}): ${cleanText(text, 1_000).replaceAll(/\s+/g, ' ')}`,
  );
  for (let count = reviews.length; ; count = Math.floor(count * 0.8)) {
    const made = table(reviews.slice(0, count).map(shaped), columns);
    const same = Object.entries(made.same).map(([name, value]) => `${name}=${value}`);
    const text = [
      ...lines,
      ...(same.length > 0 ? [`all rows: ${same.join(', ')}`] : []),
      ...(count === 0 ? [] : made.lines),
    ].join('\n');
    if (count === 0 || estimateTokens(text) <= answerBudget - reserve)
      return { text, shown: count, left: reviews.length - count };
  }
}

function shaped({ id, rating, created, territory, title, body, answer }: Review): Shaped {
  return {
    id,
    rating,
    createdDate: created,
    territory,
    title: cleanText(title, 200),
    body: cleanText(body, bodyShown),
    answer: answer === undefined ? '' : `${answer.state}: ${cleanText(answer.text, answerShown)}`,
  };
}

/** Writes all of them to a CSV file; the line that says where. With `unique` a number is added to a taken name. */
export async function saveReviews(
  { files }: ToolContext,
  reviews: readonly Review[],
  name: string,
  unique: boolean,
): Promise<string> {
  const file = await files.create(name, unique);
  try {
    await file.write(`${fileColumns.join(',')}\n`);
    for (const one of reviews)
      await file.write(
        `${csvRow(
          {
            id: one.id,
            rating: one.rating,
            createdDate: one.created,
            territory: one.territory,
            title: cleanText(one.title),
            body: cleanText(one.body, 10_000),
            reviewerNickname: cleanText(one.nickname, 200),
            answerState: one.answer?.state ?? '',
            answer: cleanText(one.answer?.text ?? '', 10_000),
          },
          fileColumns,
        )}\n`,
      );
  } catch (error) {
    await file.discard();
    throw error;
  }
  await file.finish();
  return `saved: ${file.path} (${reviews.length} reviews; written by customers: data)`;
}
