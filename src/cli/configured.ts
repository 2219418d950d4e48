import { useProxy } from '../client/proxy.ts';
import { type Config, type Flags, readConfig } from '../config.ts';

/** The configuration, with the way to the network set for the whole process. Throws `ConfigError`. */
export function configured(flags: Flags): Config {
  const config = readConfig(flags);
  useProxy(config.proxy);
  return config;
}
