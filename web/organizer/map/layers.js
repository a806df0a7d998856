// @ts-check
// What the moving map draws. Everything comes from our own server; tiles only where the operator named a tile server.

const colours = ['#1b6b4a', '#1f5f8b', '#8a5a00', '#8e3a7a', '#b3391f', '#4a5a1b'];
const lightColours = ['#7fd1a8', '#8fc7ee', '#f0c46a', '#e2a3d3', '#ff9b85', '#bfd07f'];

/** @param {string} tiles @param {boolean} dark */
export function styleOf(tiles, dark) {
  const ground = { id: 'ground', type: 'background', paint: { 'background-color': dark ? '#1a1512' : '#fffaf3' } };
  if (!tiles) return { version: 8, sources: {}, layers: [ground] };
  return { version: 8, sources: { tiles: { type: 'raster', tiles: [tiles], tileSize: 256 } }, layers: [ground, { id: 'tiles', type: 'raster', source: 'tiles' }] };
}

/** @param {any} map @param {any} data @param {boolean} dark */
export function layers(map, data, dark) {
  const ink = dark ? '#f6eee6' : '#2a211b', line = dark ? '#5a4d42' : '#d3c6b6';
  const list = dark ? lightColours : colours;
  const colour = ['match', ['%', ['get', 'look'], 6], ...list.flatMap((c, i) => [i, c]), ink];
  const empty = { type: 'FeatureCollection', features: [] };
  for (const [name, value] of [['lines', data.lines], ['areas', data.areas], ['turfs', data.turfs], ['doors', data.doors], ['preview', empty], ['drawn', empty]]) {
    map.addSource(name, { type: 'geojson', data: value });
  }
  for (const layer of [
    { id: 'lines', type: 'line', source: 'lines', paint: { 'line-color': line, 'line-width': ['interpolate', ['linear'], ['zoom'], 12, 1, 17, 6] } },
    { id: 'areas', type: 'line', source: 'areas', paint: { 'line-color': ink, 'line-width': 1.5, 'line-dasharray': [4, 2, 1, 2] } },
    { id: 'turf-fill', type: 'fill', source: 'turfs', paint: { 'fill-color': colour, 'fill-opacity': 0.18 } },
    { id: 'turf-line', type: 'line', source: 'turfs', paint: { 'line-color': colour, 'line-width': 2 } },
    { id: 'turf-chosen', type: 'line', source: 'turfs', filter: ['==', ['get', 'number'], -1], paint: { 'line-color': ink, 'line-width': 4 } },
    { id: 'preview', type: 'line', source: 'preview', paint: { 'line-color': ink, 'line-width': 2, 'line-dasharray': [2, 2] } },
    { id: 'doors', type: 'circle', source: 'doors', paint: {
      'circle-radius': ['interpolate', ['exponential', 1.6], ['zoom'], 11, 0.6, 13, 1.4, 15, 3, 17, 6], 'circle-color': ['case', ['>', ['get', 'turf'], 0], ink, dark ? '#1a1512' : '#fff'],
      'circle-stroke-color': ink, 'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 12, 0.3, 16, 1] } },
    { id: 'drawn-fill', type: 'fill', source: 'drawn', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': '#b3391f', 'fill-opacity': 0.15 } },
    { id: 'drawn-line', type: 'line', source: 'drawn', paint: { 'line-color': '#b3391f', 'line-width': 3 } },
    { id: 'drawn-corner', type: 'circle', source: 'drawn', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 6, 'circle-color': '#b3391f', 'circle-stroke-color': '#fff', 'circle-stroke-width': 2 } },
  ]) map.addLayer(layer);
}
