(()=>{
const d=document,b=d.body,all=(s,e)=>[...(e||d).querySelectorAll(s)],f=d.querySelector("form");
if(f){
let sent=0;
f.addEventListener("submit",e=>{sent&&e.preventDefault();sent=1});
addEventListener("pageshow",()=>{sent=0});
f.addEventListener("change",e=>{
const t=e.target,q=t.closest(".q");
if(t.type=="checkbox"&&t.checked)all("input[type=checkbox]",q).forEach(o=>{if(o!=t&&(t.hasAttribute("data-alone")||o.hasAttribute("data-alone")))o.checked=false});
});
f.addEventListener("input",e=>{
const t=e.target,most=+t.dataset.most;
if(t.matches(".other")&&t.value){const o=t.closest(".q").querySelector("[value=other]");if(!o.checked){o.checked=true;o.dispatchEvent(new Event("change",{bubbles:true}))}}
if(most){
let s=t.nextElementSibling,n=[...t.value].length;
if(!s||s.className!="left"){s=d.createElement("p");s.className="left";s.setAttribute("role","status");t.after(s)}
s.textContent=n>most*.8?n+" / "+most:"";
}
});
all(".ranks").forEach(r=>{
const selects=()=>all("select",r),at=p=>selects().find(s=>+s.value==p);
all(".rank",r).forEach(l=>{
const s=l.querySelector("select"),name=l.querySelector("label").textContent;
for(const [sign,word,by] of [["\u2191",r.dataset.up,-1],["\u2193",r.dataset.down,1]]){
const x=d.createElement("button");
x.type="button";x.textContent=sign;x.setAttribute("aria-label",word+": "+name);
x.onclick=()=>{
const most=s.options.length-1,p=+s.value;
let n=p+by;
if(!p)for(n=1;at(n)&&n<most;)n++;
if(n<1||n>most)return;
const o=at(n);if(o)o.value=p||"";
s.value=n;
};
l.append(x);
}
});
});
}
const to=b.dataset.origins;
if(to!=null&&parent!=window){
const own=location.ancestorOrigins,may=to.split(" ").filter(o=>o&&(!own||own[0]==o));
const tell=m=>may.forEach(o=>parent.postMessage(m,o));
const height=()=>tell({clew:"height",value:Math.ceil(d.documentElement.getBoundingClientRect().height)});
new ResizeObserver(height).observe(d.documentElement);
height();
if(b.dataset.done!=null)tell({clew:"done"});
}
})()
