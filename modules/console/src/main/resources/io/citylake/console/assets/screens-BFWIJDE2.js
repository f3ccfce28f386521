import{a,b}from"./chunk-P34WR43T.js";import"./chunk-IKFFO6EL.js";import"./chunk-PT62HBXR.js";import"./chunk-BDHK3VVD.js";export{b as One,a as default};
