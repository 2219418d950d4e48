/** The look of the approval page: system fonts, light and dark, one column that also fits a narrow window. */
export const style = `
:root{--bg:#f5f5f7;--card:#fff;--text:#1d1d1f;--soft:#5f5f66;--line:#d9d9de;--blue:#0059c9;--red:#b3150d;--red-bg:#fdeceb;--green:#0c6b2f;--green-bg:#e8f6ec;--amber:#7a4b00;--amber-bg:#fff3d6;--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{--bg:#161618;--card:#222226;--text:#f2f2f5;--soft:#a9a9b3;--line:#3b3b42;--blue:#5aa2ff;--red:#ff8078;--red-bg:#42201f;--green:#6fdb92;--green-bg:#163522;--amber:#ffd07a;--amber-bg:#3b2d0e}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;overflow-wrap:anywhere}
header,main{max-width:52rem;margin:0 auto;padding:0 1.25rem}
header{display:flex;justify-content:space-between;align-items:center;padding-top:1rem}
.brand{margin:0;font-weight:600}.brand span{color:var(--soft);font-weight:400}
.target{margin:0;padding:.1rem .7rem;border-radius:99px;font-size:.85rem;font-weight:600;border:1px solid currentColor}
.live{color:var(--red)}.sandbox{color:var(--green)}
h1{font-size:1.7rem;line-height:1.2;margin:1.1rem 0 .3rem;letter-spacing:-.01em}
.lead{margin:0 0 1rem;color:var(--soft)}
.quiet{font-size:1rem;margin:1.5rem 0 .5rem}
.note{border-radius:10px;padding:.7rem 1rem;margin:0 0 .8rem}
.warn{background:var(--amber-bg);color:var(--amber)}.bad{background:var(--red-bg);color:var(--red)}
.note a{color:inherit}
.facts{background:var(--card);border:1px solid var(--line);border-radius:12px;margin:0;padding:.35rem 1rem}
.facts div{display:grid;grid-template-columns:8.5rem 1fr;gap:.75rem;padding:.4rem 0}
.facts div+div{border-top:1px solid var(--line)}
dt{color:var(--soft)}dd{margin:0}.alarm{color:var(--red);font-weight:600}
#left{color:var(--soft);font-variant-numeric:tabular-nums}
.brief{margin:.5rem 0 0;padding-left:1.1rem;display:grid;gap:.35rem;overflow-wrap:anywhere}
.counts{list-style:none;margin:.8rem 0 0;padding:0;display:grid;gap:.25rem}
code{font:.82em var(--mono);color:var(--soft)}
.tier{display:inline-block;font:600 .75rem/1.5 var(--mono);padding:0 .4rem;border-radius:5px;border:1px solid currentColor;vertical-align:.08em}
.r0,.r1{color:var(--soft)}.tier.r2{color:var(--amber);background:var(--amber-bg)}.tier.r3{color:var(--red);background:var(--red-bg)}
.steps{margin:0;padding:0;list-style:none;counter-reset:step;display:grid;gap:.75rem}
.step{counter-increment:step;background:var(--card);border:1px solid var(--line);border-radius:12px;padding:.8rem 1rem}
.step h3{font-size:1rem;line-height:1.35;margin:0}
.step:not(:only-child) h3::before{content:counter(step) ". ";color:var(--soft);font-weight:400}
.meta{margin:.25rem 0 0;font-size:.88rem;color:var(--soft)}
.app{color:var(--text)}.app::after{content:" ·";color:var(--soft)}
.mark-bad{color:var(--red);font-weight:600}.mark-mail{color:var(--amber);font-weight:600}
table{width:100%;border-collapse:collapse;table-layout:fixed;margin:.6rem 0 0;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .5rem;font-weight:400}
th:first-child{width:22%;padding-left:0;color:var(--soft)}
thead th{font-size:.78rem;color:var(--soft);padding-bottom:.15rem}
tbody tr{border-top:1px solid var(--line)}
td span{white-space:pre-wrap}
.before{background:var(--red-bg)}.after{background:var(--green-bg)}
.none{background:none}.none span{color:var(--soft);font-style:italic}
.reasons{margin:.55rem 0 0;padding:0 0 0 1.1rem;font-size:.88rem;color:var(--soft)}
.steps:has(>:nth-child(13)){gap:.45rem}.steps:has(>:nth-child(13)) .step{padding:.5rem 1rem}.steps:has(>:nth-child(13)) table{margin-top:.3rem}
.steps:has(>:nth-child(13)) thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.gravest{margin:.5rem 0 0}.gravest a{color:var(--red)}.step:target{outline:3px solid var(--red)}
.decide{background:var(--card);border:1px solid var(--line);border-radius:12px;margin:1.25rem 0 2.5rem;padding:1rem}
form{margin:0}
label{display:block;font-weight:600;margin:.25rem 0}
small{font-weight:400;color:var(--soft);font-size:.85rem}
input:not([type=hidden]){width:100%;max-width:22rem;font:inherit;font-size:1.05rem;padding:.55rem .7rem;border:1px solid var(--soft);border-radius:8px;background:var(--bg);color:var(--text)}
input[aria-invalid]{border-color:var(--red);border-width:2px}
.pair{display:flex;flex-wrap:wrap;gap:0 1rem}.pair>div{flex:1 1 15rem}
.first{margin:0 0 .6rem}
.code{border-bottom:1px solid var(--line);margin:0 0 .8rem;padding:0 0 1rem}.code p{margin:0}
.shown{display:block;font:700 2.3rem/1.3 var(--mono);letter-spacing:.18em;margin:.3rem 0;color:var(--red)}
#code{font-family:var(--mono);letter-spacing:.15em;text-transform:uppercase}
.fault{color:var(--red);font-weight:600;margin:0 0 .6rem}
.buttons{display:flex;gap:.75rem;margin-top:1.1rem;justify-content:flex-end}
button{font:inherit;font-weight:600;padding:.6rem 1.4rem;border-radius:9px;cursor:pointer;border:1px solid var(--soft);background:var(--card);color:var(--text);min-width:8rem}
.approve{background:var(--blue);border-color:var(--blue);color:#fff}.approve.r3{background:var(--red);border-color:var(--red)}
@media (prefers-color-scheme:dark){.approve{color:#0b1a30}.approve.r3{color:#330a07}}
button:disabled{opacity:.45;cursor:not-allowed}
:focus-visible{outline:3px solid var(--blue);outline-offset:2px}
.message{min-height:80vh;display:flex;flex-direction:column;align-items:center;justify-content:center;text-align:center}
.message p{max-width:34rem;margin:.3rem 0;color:var(--soft)}
.message .mark{font-size:2rem;line-height:4rem;width:4rem;height:4rem;border-radius:50%;background:var(--card);border:1px solid var(--line);color:var(--soft)}
.good .mark{background:var(--green-bg);color:var(--green);border-color:currentColor}.message.bad{background:none}.message.bad h1{color:var(--red)}.message.bad .mark{background:var(--red-bg);color:var(--red);border-color:currentColor}
@media (max-width:34rem){
h1{font-size:1.4rem}.facts div{grid-template-columns:1fr;gap:0}
table,tbody,tr,td,tbody th{display:block;width:100%!important}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tbody tr{padding:.35rem 0}tbody th{padding:.1rem 0}
td{display:grid;grid-template-columns:3.2rem 1fr;padding:.3rem .5rem;border-radius:6px;margin:.15rem 0}
td::before{content:attr(data-label);color:var(--soft);font-size:.8rem}
.buttons{flex-direction:column}
}
`;
