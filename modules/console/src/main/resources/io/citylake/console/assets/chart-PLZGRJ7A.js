import{a,b}from"./chunk-MYS4UZLJ.js";import"./chunk-BU53IA5V.js";import"./chunk-GRFWVRCR.js";export{b as draw,a as rangeOf};
