(()=>{
const d=document,b=d.body,f=d.forms[0];
if(f){
let sent,wait;
f.onsubmit=()=>{if(sent)return false;sent=1;setTimeout(()=>sent=0,5e3)};
onpageshow=()=>sent=0;
f.onchange=({target:t})=>{
if(t.type=="checkbox"&&t.checked)t.closest(".q").querySelectorAll("[type=checkbox]").forEach(o=>{if(o!=t&&("alone" in t.dataset||"alone" in o.dataset))o.checked=false})
};
f.oninput=({target:t})=>{
const most=+t.dataset.most;
if(!most)return;
clearTimeout(wait);
wait=setTimeout(()=>{
let s=t.nextSibling,n=[...t.value].length;
if(!s||s.className!="left"){s=d.createElement("p");s.className="left";s.role="status";t.after(s)}
s.textContent=n>most*.8?n+" / "+most:""
},400)
};
d.querySelectorAll(".rank").forEach(l=>{
const r=l.parentNode,s=l.firstChild,at=p=>[...r.querySelectorAll("select")].find(o=>o!=s&&+o.value==p);
[["up","\u2191",-1],["down","\u2193",1]].forEach(([w,sign,by])=>{
const x=d.createElement("button");
x.type="button";
x.textContent=sign;
x.ariaLabel=r.dataset[w]+": "+l.children[1].textContent;
x.onclick=()=>{
const most=s.options.length-1,p=+s.value;
let n=p+by;
if(!p)for(n=1;at(n)&&n<most;)n++;
if(n<1||n>most)return;
const o=at(n);
if(o)o.value=p||"";
s.value=n
};
l.append(x)
})
})
}
const to=b.dataset.origins;
if(to&&parent!=window){
const own=location.ancestorOrigins,tell=m=>to.split(" ").forEach(o=>{if(!own||own[0]==o)parent.postMessage(m,o)}),root=d.documentElement;
new ResizeObserver(()=>tell({clew:"height",value:Math.ceil(root.getBoundingClientRect().height)})).observe(root);
if("done" in b.dataset)tell({clew:"done"});
d.onkeydown=e=>{if(e.key=="Escape")tell({clew:"close"})}
}
})()
