import{j as a,k as b}from"./chunk-4UAUGO7O.js";import"./chunk-FZGAWLPR.js";import"./chunk-N44SHPAC.js";export{b as draw,a as rangeOf};
