/** How the page looks; in light and in dark. */
export const STYLE = `
:root { color-scheme: light dark; --line: #8884; --added: #1a7f37; --removed: #cf222e; --changed: #9a6700; }
@media (prefers-color-scheme: dark) { :root { --added: #3fb950; --removed: #f85149; --changed: #d29922; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; border-left: .5rem solid; padding-left: .75rem; }
h1.clean { border-color: var(--added); } h1.blocking { border-color: var(--removed); }
h2, summary { font-size: 1.1rem; font-weight: 600; margin-top: 1.75rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line); }
th { white-space: nowrap; }
code { font: 13px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
.added { color: var(--added); } .removed { color: var(--removed); } .changed { color: var(--changed); }
.graph { overflow-x: auto; }
svg text { font: 12px ui-monospace, monospace; fill: currentColor; }
svg rect { fill: #8881; stroke: var(--line); }
svg path { fill: none; stroke: #888a; stroke-width: 1.5; }
svg path.added { stroke: var(--added); stroke-width: 2.5; }
svg path.removed { stroke: var(--removed); stroke-dasharray: 6 4; stroke-width: 2.5; }
svg path.changed { stroke: var(--changed); stroke-width: 2.5; }
svg path.unproven { stroke: var(--changed); stroke-dasharray: 2 4; stroke-width: 2.5; }
`;
