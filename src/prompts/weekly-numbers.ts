import { addDays, dayMs, utcDay } from '../tools/days.ts';
import { definePrompt } from './define.ts';
import { compareWeeks } from './sales.ts';

/** A weekly report is there on the day after its Sunday, Pacific time; two days are safe everywhere. */
const reportDelayMs = 2 * dayMs;

export const weeklyNumbers = definePrompt({
  name: 'weekly_numbers',
  title: 'Weekly numbers',
  description: 'What was sold and downloaded in the last week, compared with the week before',
  arguments: [
    {
      name: 'week_ending',
      description: 'Sunday on which the week ends, as YYYY-MM-DD; the last complete week when left out',
      required: false,
    },
    {
      name: 'vendor_number',
      description: 'Number of the vendor in Payments and Financial Reports; the configured one when left out',
      required: false,
    },
  ],
  write: async ({ week_ending, vendor_number }, context) => {
    const end = sundayOf(week_ending, Date.now());
    const before = addDays(end, -7);
    const vendor = vendor_number ?? context.facts.vendorNumber;
    const state =
      vendor === undefined
        ? 'The vendor number is not known, so no report was read. It stands in App Store Connect → Payments and Financial Reports; set ASC_VENDOR_NUMBER or give it to this prompt.'
        : await compareWeeks(context, vendor, end, before);
    return `Give me the numbers of the week that ended on ${end}, compared with the week before.

1. For each app and product: units, and the change to the week before. Product types: 1, 1F, 1T and F1 are first downloads, 3 and 3F redownloads, 7, 7F, 7T and F7 updates, IA… in-app purchases and subscriptions.
2. Proceeds by currency; do not add up different currencies. Negative numbers are refunds.
3. Name the three countries that changed most.
4. If something stands out, look closer: asc_get_report with group_by (day, product, territory, device) and filter; chart draws it.
5. Say what the numbers do not show: the days are those of the Pacific time zone, and there is no average rating.

${state}`;
  },
});

/** The Sunday that was given, or the last one whose report must be there by now. */
function sundayOf(given: string | undefined, now: number): string {
  const time =
    given === undefined || !/^\d{4}-\d\d-\d\d$/.test(given) ? now - reportDelayMs : Date.parse(given);
  const day = new Date(Number.isNaN(time) ? now - reportDelayMs : time);
  return utcDay(day.getTime() - day.getUTCDay() * dayMs);
}
