import {render} from 'preact';
import {App} from './app';
import {show} from './settings';
import {MAP_WORKER} from './worker';
import './style.css';
import './operations.css';

interface Policies {
  createPolicy(name: string, rules: {createHTML: (text: string) => string; createScriptURL: (address: string) => string}): unknown;
}

// The server asks for trusted types: no text becomes markup but the empty one, with which a chart
// clears its element, and no address a worker's but that of the map.
const {trustedTypes} = window as {trustedTypes?: Policies};
trustedTypes?.createPolicy('default', {
  createHTML: (text) => {
    if (text !== '') {
      throw new TypeError('A text cannot become markup here');
    }
    return text;
  },
  createScriptURL: (address) => {
    if (new URL(address, location.href).href !== new URL(MAP_WORKER, location.href).href) {
      throw new TypeError('No other worker runs here than the map\'s');
    }
    return address;
  },
});

show();
const place = document.getElementById('app');
if (place) {
  render(<App />, place);
}
