/**
 * undici's pool, in a module of its own that the transport loads with its first request: undici is CommonJS, and only
 * a static import gives its named exports in a bundle.
 */
export { Pool } from 'undici';
