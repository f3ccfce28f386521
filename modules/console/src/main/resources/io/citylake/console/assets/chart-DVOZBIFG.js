import{a,b}from"./chunk-DVELKZNJ.js";import"./chunk-2E6GGRSM.js";import"./chunk-KKVG46MB.js";export{b as draw,a as rangeOf};
