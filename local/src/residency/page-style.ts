/** Chrome is ink, colour is data: green for what holds, red for what does not, ochre for what could not be looked at. */
export const pageStyle = `
:root{color-scheme:light;--canvas:#F5F5F3;--surface:#FFFFFF;--sunken:#F1F1EF;--line:#E5E5E1;--line-2:#D3D3CE;--ink:#16171A;--ink-2:#4C4F54;--ink-3:#63666B;
--ok:#20663B;--ok-bg:#E4F2E8;--error:#AE1237;--error-bg:#FCE8EC;--warn:#755300;--warn-bg:#FBF1D3;
--font:'Inter Variable',Inter,ui-sans-serif,system-ui,'Segoe UI',sans-serif;--mono:'Geist Mono Variable',ui-monospace,'SF Mono',Menlo,Consolas,monospace}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;--canvas:#0C0D0F;--surface:#131518;--sunken:#191C20;--line:#24282D;--line-2:#343A41;
--ink:#EDEEF0;--ink-2:#B0B5BB;--ink-3:#8F959C;--ok:#70CC92;--ok-bg:#14301F;--error:#FF8398;--error-bg:#3B1720;--warn:#E2B650;--warn-bg:#2D2410}}
*{box-sizing:border-box}
body{margin:0;background:var(--canvas);color:var(--ink);font:13px/1.5 var(--font);-webkit-text-size-adjust:100%}
main{max-width:1240px;margin:0 auto;padding:32px 24px 64px;background:var(--surface);min-height:100vh}
h1,h2,h3{font-weight:600;margin:0;text-wrap:balance}
h1{font-size:13px;color:var(--ink-2);display:flex;gap:8px;align-items:center}
h1::before{content:'';width:2px;height:16px;background:var(--ink)}
h2{font-size:16px;margin:40px 0 4px;padding-top:16px;border-top:1px solid var(--line)}
h3{font-size:14px}
p{margin:4px 0 8px;max-width:72ch;color:var(--ink-2)}
.sentence{font-size:26px;line-height:1.25;letter-spacing:-.018em;font-weight:600;color:var(--ink);margin:16px 0 8px;max-width:30em}
code{font:12px/1.5 var(--mono);overflow-wrap:anywhere}
small{font-size:11px;color:var(--ink-3)}
.facts{display:flex;flex-wrap:wrap;gap:8px 32px;margin:16px 0 0}
.facts div{min-width:0}.facts dt{font-size:11px;color:var(--ink-3)}.facts dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;margin:8px 0}
caption{text-align:left;color:var(--ink-2);padding:4px 0}
th,td{text-align:left;vertical-align:top;padding:8px 12px 8px 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
thead th{overflow-wrap:normal;font-size:12px;font-weight:600;border-bottom-color:var(--line-2)}
tbody th{font-weight:600}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.wide{overflow-x:auto}
.wide table{min-width:640px}
.verdict{display:inline-flex;align-items:center;gap:4px;font-weight:600;font-size:12px;padding:2px 8px;border-radius:4px;white-space:nowrap}
.verdict svg{width:12px;height:12px;flex:none}
.holds{color:var(--ok);background:var(--ok-bg)}.violated{color:var(--error);background:var(--error-bg)}.incomplete{color:var(--warn);background:var(--warn-bg)}
.cell ul{list-style:none;margin:0;padding:0}
.cell li{display:flex;justify-content:space-between;gap:8px}
.cell li small{white-space:nowrap;padding-top:2px;font-variant-numeric:tabular-nums}
.none{color:var(--ink-3)}
.bad{box-shadow:inset 3px 0 var(--error);padding-left:12px}
tr.bad th:first-child{padding-left:12px}
.stack tbody th small,.matrix th small{font-weight:400}
.home{box-shadow:inset 0 2px var(--ink)}
.matrix{table-layout:fixed}
.matrix th:first-child{width:15%}
.tenant{margin:24px 0 0}
.tenant header{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:center}
details{border-bottom:1px solid var(--line)}
summary{cursor:pointer;padding:8px 0;min-height:28px}
summary:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
td details{border:0}td details[open] code{display:block;min-width:24em}td summary{padding:0;color:var(--ink-2);font-size:12px}
ul.plain{margin:8px 0;padding:0;list-style:none;max-width:80ch}
ul.plain li{padding:8px 0;border-bottom:1px solid var(--line)}
ul.plain strong{display:block;font-weight:600}
footer{margin-top:40px;color:var(--ink-3);font-size:12px}
@media (max-width:699px){
main{padding:16px 16px 48px}
.sentence{font-size:20px}
.matrix{table-layout:auto}
.matrix thead{display:none}
.matrix tr,.matrix th,.matrix td{display:block;width:auto!important}
.matrix tbody th{border:0;padding:16px 0 4px}
.matrix td{padding:8px 0}
.matrix td::before{content:attr(data-place);display:block;font-size:11px;color:var(--ink-3)}
.matrix .bad{padding-left:12px}
.stack thead{display:none}
.stack tr{display:block;padding:8px 0;border-bottom:1px solid var(--line)}
.stack tr.bad{padding-left:12px}.stack tr.bad th:first-child{padding-left:0}
.stack td,.stack tbody th{display:block;border:0;padding:1px 0;text-align:left;white-space:normal}
.stack td[data-name]::before{content:attr(data-name) ' ';color:var(--ink-3);font-size:11px}
.wide table{min-width:0}
td details[open] code{min-width:0}
}
@media print{
@page{margin:14mm}
body,main{background:#fff}main{padding:0;max-width:none}
h2{break-after:avoid}.tenant header,tr{break-inside:avoid}
.print-open::details-content{content-visibility:visible;block-size:auto}
}
`
