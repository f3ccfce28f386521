import {autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap} from '@codemirror/autocomplete';
import {defaultKeymap, history, historyKeymap} from '@codemirror/commands';
import {sql, SQLDialect} from '@codemirror/lang-sql';
import {bracketMatching, HighlightStyle, syntaxHighlighting} from '@codemirror/language';
import {Compartment, EditorState, Prec} from '@codemirror/state';
import {drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, placeholder} from '@codemirror/view';
import {tags} from '@lezer/highlight';

/** Tables and their columns, for completion. */
export type Tables = Record<string, string[]>;

const SPARK = SQLDialect.define({
  identifierQuotes: '`',
  doubleQuotedStrings: true,
  backslashEscapes: true,
  keywords:
    'all and anti any array as asc at between both by case cast collate column create cross cube current database desc describe distinct else end escape except exclude exists explain false fetch filter first following for from full function functions group grouping having ilike in inner intersect interval into is join last lateral leading left like limit map minus natural not null nulls of offset on or order outer over overlaps partition pivot preceding range recursive right rlike rollup row rows schemas select semi sets show some start struct substring system table tables tablesample then timestamp to trailing true unbounded union unknown unpivot using values version view views when where window with within within',
  builtin: 'count sum avg min max round coalesce try_divide count_if max_by min_by date_trunc date_add datediff concat concat_ws substring length lower upper trim split regexp_replace to_date to_timestamp current_date current_timestamp row_number rank dense_rank lag lead percentile_approx approx_count_distinct explode collect_set if nullif',
  types: 'bigint binary boolean date decimal double float int smallint string timestamp tinyint',
});

const COLOURS = HighlightStyle.define([
  {tag: tags.keyword, color: 'var(--code-keyword)', fontWeight: '600'},
  {tag: [tags.string, tags.special(tags.string)], color: 'var(--code-string)'},
  {tag: [tags.number, tags.bool, tags.null], color: 'var(--code-number)'},
  {tag: [tags.comment, tags.lineComment, tags.blockComment], color: 'var(--faint)', fontStyle: 'italic'},
  {tag: [tags.standard(tags.name), tags.typeName], color: 'var(--code-name)'},
]);

const LOOK = EditorView.theme({
  '&': {fontSize: '14px', height: '100%', color: 'var(--ink)', backgroundColor: 'var(--field)'},
  '&.cm-focused': {outline: 'none'},
  '.cm-scroller': {fontFamily: 'var(--mono)', lineHeight: '1.55'},
  '.cm-content': {caretColor: 'var(--ink)'},
  '.cm-cursor': {borderLeftColor: 'var(--ink)'},
  '.cm-gutters': {backgroundColor: 'var(--field)', color: 'var(--faint)', border: 'none'},
  '.cm-activeLine, .cm-activeLineGutter': {backgroundColor: 'var(--hover)'},
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {backgroundColor: 'var(--marked)'},
  '.cm-tooltip': {backgroundColor: 'var(--card)', border: '1px solid var(--line)', color: 'var(--ink)'},
  '.cm-tooltip-autocomplete ul li[aria-selected]': {backgroundColor: 'var(--accent)', color: 'var(--on-accent)'},
  '.cm-placeholder': {color: 'var(--faint)'},
});

/**
 * Text in place of what is marked. Left to itself the browser keeps the look of what it replaces in
 * an attribute of style, which the page's policy refuses, and says so.
 */
const REPLACING = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const {from, to, empty} = view.state.selection.main;
    const text = event.data;
    if (event.inputType !== 'insertText' || !text || empty || view.composing) {
      return false;
    }
    event.preventDefault();
    const insert = () => view.state.update(view.state.replaceSelection(text), {userEvent: 'input.type', scrollIntoView: true});
    if (!view.state.facet(EditorView.inputHandler).some((each) => each(view, from, to, text, insert))) {
      view.dispatch(insert());
    }
    return true;
  },
});

export interface Editor {
  text: () => string;
  /** What is marked, or all of it. */
  wanted: () => string;
  put: (text: string) => void;
  /** All of it with its history, to be given back later. */
  take: () => EditorState;
  /** In place of what there is. */
  give: (what: EditorState | string) => void;
  know: (tables: Tables) => void;
  focus: () => void;
  end: () => void;
}

/**
 * An editor of SQL within a shadow root: its styles are sheets made by script there, which the
 * page's policy allows, where elements of style would not be.
 */
export function open(place: HTMLElement, text: string, label: string, hint: string, run: () => void, changed: (text: string) => void): Editor {
  const root = place.shadowRoot ?? place.attachShadow({mode: 'open'});
  const language = new Compartment();
  const speaking = (tables: Tables) => sql({dialect: SPARK, schema: tables, upperCaseKeywords: true});
  let known: Tables = {};
  const fresh = (doc: string) =>
    EditorState.create({
      doc,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({icons: false}),
        highlightActiveLine(),
        EditorView.lineWrapping,
        placeholder(hint),
        Prec.highest(
          keymap.of([
            {
              key: 'Mod-Enter',
              run: () => {
                run();
                return true;
              },
            },
          ]),
        ),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        language.of(speaking(known)),
        syntaxHighlighting(COLOURS),
        LOOK,
        REPLACING,
        EditorView.contentAttributes.of({'aria-label': label, spellcheck: 'false'}),
        EditorView.updateListener.of((update) => update.docChanged && changed(update.state.doc.toString())),
      ],
    });
  const view = new EditorView({root, parent: root, state: fresh(text)});
  return {
    text: () => view.state.doc.toString(),
    wanted: () => {
      const {from, to} = view.state.selection.main;
      return from === to ? view.state.doc.toString() : view.state.sliceDoc(from, to);
    },
    put: (next) => view.dispatch({changes: {from: 0, to: view.state.doc.length, insert: next}}),
    take: () => view.state,
    give: (what) => {
      view.setState(typeof what === 'string' ? fresh(what) : what);
      view.dispatch({effects: language.reconfigure(speaking(known))});
    },
    know: (tables) => {
      known = tables;
      view.dispatch({effects: language.reconfigure(speaking(tables))});
    },
    focus: () => view.focus(),
    end: () => view.destroy(),
  };
}
