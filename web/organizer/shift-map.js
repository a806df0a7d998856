// @ts-check
// Keeps the map and the pace of a shift fresh, and opens the card of a turf that is pressed on the map. Without this script the list below
// the map leads to the cards.
import { follow } from './live.js';

const box = /** @type {HTMLElement} */ (document.getElementById('map'));
const { load } = follow(box, () => false, 5000); // hundreds of phones change it every second; nobody looks that often
setInterval(load, 60_000); // what was planned by now grows by itself

const ground = document.querySelector('.map-ground');
ground?.addEventListener('click', e => {
  const turf = /** @type {Element} */ (e.target).closest('[id^="t"]');
  const frame = /** @type {HTMLElement | null} */ (document.querySelector('.shift-map'));
  if (!turf || !frame) return;
  const address = new URL(frame.dataset.card ?? '', location.href);
  address.searchParams.set('turf', turf.id.slice(1));
  address.hash = 'card';
  location.assign(address);
});
