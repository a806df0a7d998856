// @ts-check
import { fill } from './text.js';

/** A message of the second module. @param {string} key @param {Record<string, any>} [args] */
export const w = (key, args = {}) => fill(WORDS[key] ?? key, args);
