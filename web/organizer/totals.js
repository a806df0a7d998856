// @ts-check
// Keeps the totals fresh.
import { follow } from './live.js';

follow(/** @type {HTMLElement} */ (document.getElementById('figures')));
