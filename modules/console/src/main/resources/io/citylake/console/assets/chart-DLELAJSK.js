import{j as a,k as b}from"./chunk-LS3EW72N.js";import"./chunk-FZGAWLPR.js";import"./chunk-N44SHPAC.js";export{b as draw,a as rangeOf};
