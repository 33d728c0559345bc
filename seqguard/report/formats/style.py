"""The look of a page and of a notebook's cell: one column on a phone, two on a wide screen, ink on paper in print."""

from seqguard.report.formats import svg
from seqguard.report.formats.palette import variables

STYLE = (
    f".seqguard{{{variables()}}}\n"
    + """\
.seqguard{font:14px/1.45 system-ui,sans-serif;overflow-wrap:anywhere}
.seqguard h1{font-size:1.25rem;margin:0 0 .2rem;line-height:1.25}
.seqguard h2{font-size:1.05rem;margin:1.6rem 0 .4rem}
.seqguard p{margin:.2rem 0}
.seqguard code,.seqguard pre{font:.92em/1.4 ui-monospace,monospace;background:var(--sg-soft);border-radius:3px}
.seqguard code{padding:.05em .25em}
.seqguard pre{padding:.4rem .6rem;margin:.25rem 0;white-space:pre-wrap}
.seqguard .change{-webkit-user-select:all;user-select:all;max-height:6em;overflow-y:auto}
.seqguard .quiet{color:var(--sg-quiet)}
.seqguard .error{--sg-tone:var(--sg-error)} .seqguard .warning{--sg-tone:var(--sg-warning)}
.seqguard .info{--sg-tone:var(--sg-info)} .seqguard .clean{--sg-tone:var(--sg-clean)}
.seqguard .verdict{font-size:1.15rem;font-weight:650;color:var(--sg-tone);margin:.2rem 0 .3rem}
.seqguard .top{display:grid;grid-template-columns:minmax(0,1fr);gap:.4rem 2rem;margin-bottom:.5rem}
.seqguard .cards{display:grid;grid-template-columns:minmax(0,1fr);gap:.6rem;align-items:start}
.seqguard .finding{border:1px solid var(--sg-line);border-left:4px solid var(--sg-tone);border-radius:5px;
padding:.45rem .75rem;margin:0}
.seqguard .body{display:grid;grid-template-columns:minmax(0,1fr);gap:.2rem 1rem}
.seqguard .head strong{font-size:1.02rem;margin:0 .4rem;display:inline-block}
.seqguard .severity{color:var(--sg-tone);font-weight:650}
.seqguard .code{float:right;margin-left:.8rem}
.seqguard .fix,.seqguard .message{white-space:pre-wrap}
.seqguard .fix{border-left:2px solid var(--sg-line);padding-left:.6rem;margin:.35rem 0 .2rem}
.seqguard figure{margin:.2rem 0}
.seqguard figcaption{color:var(--sg-quiet);font-size:.86em;line-height:1.3}
.seqguard table{border-collapse:collapse;margin:.25rem 0;font-size:.95em;max-width:100%}
.seqguard th,.seqguard td{text-align:left;vertical-align:top;padding:.15rem .8rem .15rem 0;
border-bottom:1px solid var(--sg-line);background:none}
.seqguard th{font-weight:600;color:var(--sg-quiet)}
.seqguard .scroll{overflow-x:auto} .seqguard .scroll th,.seqguard .scroll td{overflow-wrap:normal}
.seqguard td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.seqguard td.s{padding-bottom:0;padding-top:0;vertical-align:middle}
.seqguard summary{cursor:pointer;color:var(--sg-quiet)}
.seqguard a{color:var(--sg-info)}
@media(min-width:620px){
.seqguard .body.with{grid-template-columns:minmax(0,1fr) minmax(15rem,20rem)}
.seqguard .top.with{grid-template-columns:minmax(0,1fr) minmax(15rem,21rem)}
.seqguard .top .sgf{max-width:21rem}
}
.seqguard .one .body.with{max-width:64rem}
@media(min-width:1180px){.seqguard .cards:not(.one){display:block;columns:2;column-gap:.6rem}
.seqguard .cards:not(.one)>*{break-inside:avoid;margin-bottom:.6rem}
.seqguard .cards:not(.one) .body.with{grid-template-columns:minmax(0,1fr) 17.5rem}}
@media(max-width:520px){.seqguard .wide{display:none} .seqguard .sgs{width:4.5rem}
.seqguard th,.seqguard td{padding-right:.4rem}}
"""
    + svg.STYLE
)

PAGE_STYLE = """\
:root{color-scheme:light dark}
body{background:light-dark(#fff,#0d1117);color:light-dark(#1f2328,#e6edf3);margin:1rem auto;padding:0 1rem;
max-width:92rem}
@media print{:root{color-scheme:light} body{margin:0;max-width:none} .seqguard .change{max-height:none}
.seqguard .finding{break-inside:avoid}
.seqguard .cards,.seqguard .cards:not(.one){display:block;columns:1} .seqguard .finding{margin-bottom:.6rem}}
"""

NOTEBOOK_STYLE = """\
.seqguard.cell{color:inherit;background:none;max-width:92rem}
.jp-RenderedHTMLCommon .seqguard table{margin:.25rem 0}
[data-jp-theme-light="true"] .seqguard{color-scheme:light}
[data-jp-theme-light="false"] .seqguard{color-scheme:dark}
html[theme="dark"] .seqguard{color-scheme:dark}
.vscode-light .seqguard{color-scheme:light} .vscode-dark .seqguard{color-scheme:dark}
"""
"""A notebook's theme is not the system's: JupyterLab, Colab and VS Code say which it is above the cell."""
