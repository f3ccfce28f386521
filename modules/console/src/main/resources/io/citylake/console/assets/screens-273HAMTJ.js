import{a,b}from"./chunk-P6PWH32L.js";import"./chunk-6O4E3EDN.js";import"./chunk-DFA3M2ZC.js";import"./chunk-5IOD6HCF.js";export{b as One,a as default};
