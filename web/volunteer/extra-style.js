// @ts-check
/** The second module's style. */
export const RULES = [
  '#said { overflow-y: auto; max-block-size: 45vh; }',
  '#said .wn { order: 0; }',
  '#said .alert { display: grid; gap: .25rem; background: var(--card); }',
  '#said button { justify-self: start; }',
  '.urgent { border-width: 3px; }',
  '#said-all li { padding: .5rem .875rem; }',
  '.me { fill: var(--sky); stroke: var(--card); stroke-width: 2; }',
  '.me-around { fill: var(--sky); opacity: .2; stroke: none; }',
  '.where { padding: 0 .875rem .875rem; display: grid; gap: .5rem; }',
  'html[data-large] { font-size: 150%; scroll-padding-block-start: 11rem; }',
  'html[data-large] .top, html[data-large] .bottom { position: static; }',
  'html[data-large] #script > :not(.now) { display: none; }',
  'html[data-large] #script > .now, html[data-large] #script > .now legend { font-size: 1.375rem; }',
  'html[data-large] .choice { min-block-size: 4rem; font-size: 1.25rem; }',
  'html[data-large] #nobody button { min-block-size: 5rem; }',
  '.steps { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem; margin-block: .75rem; align-items: stretch; }',
  '.steps > :first-child:last-child, .steps .wide { grid-column: 1 / -1; }',
  'html:not([data-large]) .steps .one { display: none; }',
];
