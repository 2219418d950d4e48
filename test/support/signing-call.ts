/** The team's new phones as a file of Apple's own form, `devices.txt`. */
export const devicesFile = [
  'Device ID\tDevice Name\tDevice Platform',
  '00008140-0000000000000001\tTest phone 1\tios',
  '00008140-0000000000000002\tTest phone 2\tios',
].join('\n');

/** A call of `asc_setup_signing` for which everything is new. */
export const freshSigning = {
  bundle_id: 'com.example.fresh',
  use: 'ad_hoc',
  capabilities: ['push', 'Sign in with Apple'],
  devices_csv: 'devices.txt',
};
