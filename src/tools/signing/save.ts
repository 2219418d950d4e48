import type { ToolContext } from '../context.ts';
import { readOne, text } from '../document.ts';
import { ownFolder } from '../folders.ts';
import { keyFolder } from './keys.ts';
import type { OwnCertificate, Profile } from './look.ts';

/** Puts a certificate beside its key, and both into a .p12 file where a password is given. Paths below the download folder. */
export async function saveCertificate(
  { certificate, key }: OwnCertificate,
  password: string | undefined,
): Promise<readonly string[]> {
  const content = Buffer.from(text(certificate, 'certificateContent') ?? '', 'base64');
  const name = text(certificate, 'name') ?? certificate.id;
  await key.folder.write(`${key.name}.cer`, content);
  const saved = [`${key.name}.key.pem`, `${key.name}.cer`];
  if (password !== undefined) {
    const { pkcs12 } = await import('./pkcs12.ts');
    await key.folder.write(
      `${key.name}.p12`,
      await pkcs12({ privateKey: key.privateKey, certificate: content, name, password }),
    );
    saved.push(`${key.name}.p12`);
  }
  const folder = keyFolder(key.type).join('/');
  return saved.map((file) => `${folder}/${file}`);
}

/** Saves a profile under its name; its path below the download folder. */
export async function saveProfile(context: ToolContext, profile: Profile): Promise<string> {
  const answer = await readOne(context, `/v1/profiles/${profile.id}`, {
    'fields[profiles]': 'name,profileContent',
  });
  const content = Buffer.from(text(answer.data[0], 'profileContent') ?? '', 'base64');
  const folder = await ownFolder(context.files, 'signing', 'profiles');
  const file = `${profile.name
    .replaceAll(/[^\w.-]+/g, '_')
    .replace(/^[.-]+/, '')
    .slice(0, 90)}.mobileprovision`;
  await folder.write(file, content);
  return `signing/profiles/${file}`;
}
