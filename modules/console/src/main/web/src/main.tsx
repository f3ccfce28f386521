import {render} from 'preact';
import {App} from './app';
import {show} from './settings';
import './style.css';

interface Policies {
  createPolicy(name: string, rules: {createHTML: (text: string) => string}): unknown;
}

// The server asks for trusted types: no text becomes markup but the empty one, with which a chart
// clears its element.
const {trustedTypes} = window as {trustedTypes?: Policies};
trustedTypes?.createPolicy('default', {
  createHTML: (text) => {
    if (text !== '') {
      throw new TypeError('A text cannot become markup here');
    }
    return text;
  },
});

show();
const place = document.getElementById('app');
if (place) {
  render(<App />, place);
}
