import{a,b}from"./chunk-YH44QT4E.js";import"./chunk-6JE6JSKY.js";import"./chunk-RUS7YVMO.js";import"./chunk-HSEI63RV.js";export{b as One,a as default};
