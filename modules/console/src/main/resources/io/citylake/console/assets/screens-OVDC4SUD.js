import{a,b}from"./chunk-3MHKYKM5.js";import"./chunk-FXSVQ4UK.js";import"./chunk-AWO6C4WP.js";import"./chunk-YDO6M46L.js";export{b as One,a as default};
