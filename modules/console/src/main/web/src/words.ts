import {chosen, useSettings, type Language} from './settings';
import type {Titled} from './api';
import {DESK_WORDS} from './deskwords';
import {DOSSIER_WORDS} from './dossierwords';
import {SCREEN_WORDS} from './screen/words';

/** Every text of the console, in both languages. */
const WORDS = {
  centre: ['运行中心', 'Operations'],
  catalogue: ['数据目录', 'Catalogue'],
  sql: ['SQL 工作台', 'SQL'],
  screens: ['应用', 'Applications'],
  map: ['一张图', 'Map'],
  runs: ['运行与调度', 'Runs'],
  alerts: ['告警', 'Alerts'],
  mapOf: ['地图：用方向键移动，加减键缩放；可见对象在地图下方列出', 'Map: arrow keys move it, plus and minus zoom; what is in view is listed below it'],
  layers: ['图层', 'Layers'],
  noLayers: ['没有您可以读取的图层', 'There is no layer that you may read'],
  noGl: ['这个浏览器不能绘制地图（没有 WebGL）；对象仍在列表中。', 'This browser cannot draw the map (no WebGL); the list still has what is on it.'],
  drawnRows: ['{0} 个', '{0} shown'],
  moreZoom: ['超过 {0} 个，请放大地图', 'More than {0}: zoom in'],
  placeless: ['另有 {0} 行没有位置', '{0} rows without a place'],
  all: ['全部', 'All'],
  findOnMap: ['在地图上查找', 'Find on the map'],
  findHint: ['名称、编号或属性', 'A name, a number or a fact'],
  foundOnMap: ['找到 {0} 个', '{0} found'],
  timeOf: ['时间：{0}', 'Time: {0}'],
  play: ['播放', 'Play'],
  pause: ['暂停', 'Pause'],
  allTimes: ['全部时间', 'All times'],
  inView: ['当前视野中的对象', 'What is in view'],
  inViewCount: ['{0} 个，列出前 {1} 个', '{0}; the first {1} are listed'],
  close: ['关闭', 'Close'],
  openCatalogue: ['数据目录', 'In the catalogue'],
  askSql: ['用 SQL 查询', 'Ask it in SQL'],
  zoomIn: ['放大', 'Zoom in'],
  zoomOut: ['缩小', 'Zoom out'],
  savePicture: ['导出图片', 'Export picture'],
  approval: ['审图号：{0}', 'Map approval number: {0}'],
  yes: ['是', 'Yes'],
  no: ['否', 'No'],
  fromOn: ['{0} 起', 'from {0}'],
  dense: ['疏 → 密', 'few → many'],
  skip: ['跳到内容', 'Skip to content'],
  sections: ['栏目', 'Sections'],
  login: ['登录', 'Log in'],
  logout: ['退出', 'Log out'],
  user: ['用户', 'User'],
  password: ['口令', 'Password'],
  subtitle: ['城市数据湖', 'The data lake of a city'],
  starting: ['正在用本屏的令牌登录……', 'Logging in by this screen\'s token…'],
  onWall: ['大屏轮播', 'On a wall'],
  goOn: ['继续', 'Go on'],
  noScreen: ['没有您可以看的应用', 'There is no application that you may see'],
  noScreens: ['没有这些应用，或您不能看：{0}', 'There is no such application, or you may not see it: {0}'],
  again: ['登录已失效，请重新登录；页面内容会保留。', 'Your login has ended. Log in again; the page stays as it is.'],
  otherLanguage: ['English', '中文'],
  dark: ['深色', 'Dark'],
  light: ['浅色', 'Light'],
  away: ['服务器暂时无法访问，正在重试……', 'The server cannot be reached; trying again…'],
  unreachable: ['服务器暂时无法访问', 'The server cannot be reached'],
  unreadable: ['服务器没有给出可读的回答（HTTP {0}）', 'The server gave no answer that can be read (HTTP {0})'],
  brokeOff: ['回答没有传完', 'The answer broke off'],
  tooFast: ['新版本发布得太快，无法绘制同一版本', 'Releases follow each other too fast to draw one'],
  renewed: ['这个页面的文件取不到，可能服务器已更新。', "This page's files cannot be fetched; the server may have been renewed."],
  reload: ['重新加载页面', 'Load the page again'],
  loading: ['正在加载……', 'Loading…'],
  none: ['没有', 'None'],
  nothing: ['没有可显示的内容', 'Nothing to show'],
  noPage: ['没有这个页面', 'There is no such page'],
  licences: ['开源许可', 'Licences'],
  api: ['接口说明', 'API'],
  search: ['搜索', 'Search'],
  searchHint: ['中文、拼音或英文，如 水位、shuiwei、level', 'Chinese, pinyin or English: 水位, shuiwei, level'],
  found: ['找到 {0} 个数据集', '{0} datasets found'],
  allThemes: ['全部主题', 'All themes'],
  theme: ['主题', 'Theme'],
  themes: ['主题', 'Themes'],
  dataset: ['数据集', 'Dataset'],
  datasets: ['数据集', 'Datasets'],
  owner: ['责任部门', 'Owner'],
  layer: ['层', 'Layer'],
  cycle: ['更新周期', 'Update cycle'],
  grain: ['一行是', 'One row is'],
  rows: ['行数', 'Rows'],
  loadedAt: ['最近入湖', 'Loaded last'],
  fields: ['字段', 'Fields'],
  name: ['名称', 'Name'],
  title: ['标题', 'Title'],
  type: ['类型', 'Type'],
  unit: ['单位', 'Unit'],
  grade: ['级别', 'Grade'],
  key: ['主键', 'Key'],
  preview: ['预览', 'Preview'],
  previewHint: ['按您的权限脱敏', 'Masked as you may read it'],
  lineage: ['血缘', 'Lineage'],
  upstream: ['来自', 'Comes from'],
  downstream: ['用于', 'Goes into'],
  filledBy: ['由此写入', 'Filled by'],
  shownBy: ['展示于', 'Shown by'],
  copyLines: ['复制使用', 'To copy'],
  copy: ['复制', 'Copy'],
  copied: ['已复制', 'Copied'],
  openSql: ['在 SQL 工作台打开', 'Open in SQL'],
  run: ['执行', 'Run'],
  cancel: ['取消', 'Cancel'],
  statement: ['SQL 语句', 'SQL statement'],
  purpose: ['用途', 'Purpose'],
  purposeHint: ['读取高级别字段时填写', 'Where a grade asks for it'],
  most: ['最多行数', 'Most rows'],
  runHint: ['Ctrl+Enter 执行，Esc 后 Tab 离开编辑器', 'Ctrl+Enter runs; Esc, then Tab leaves the editor'],
  running: ['正在执行，已 {0} 秒', 'Running for {0} s'],
  cancelling: ['正在取消……', 'Cancelling…'],
  answered: ['{0} 行，{1} 秒，发布版本 {2}', '{0} rows, {1} s, release {2}'],
  more: ['仅显示前 {0} 行，还有更多', 'The first {0} rows; there are more'],
  firstColumns: ['仅列出前 {0} 列', 'The first {0} columns only'],
  exportCsv: ['导出 CSV', 'Export CSV'],
  exported: ['已导出', 'Exported'],
  history: ['本次历史', 'History of this page'],
  noHistory: ['执行过的语句会出现在这里，刷新页面后清空。', 'What you run is listed here until the page is reloaded.'],
  tables: ['可读的表', 'Tables you may read'],
  result: ['结果', 'Result'],
  empty: ['没有行', 'No rows'],
  asOf: ['数据版本 {0}，{1}', 'Release {0}, {1}'],
  asOfShort: ['数据版本 {0}', 'Release {0}'],
  refresh: ['刷新', 'Refresh'],
  apply: ['应用', 'Apply'],
  parameters: ['参数', 'Parameters'],
  needs: ['请先填写参数：{0}', 'Give the parameters first: {0}'],
  asTable: ['表格', 'Table'],
  asChart: ['图表', 'Chart'],
  panels: ['{0} 个面板', '{0} panels'],
  refreshing: ['正在等待同一版本的全部面板……', 'Waiting until all panels are of one release…'],
  fresh: ['正常', 'Fresh'],
  atRisk: ['有风险', 'At risk'],
  late: ['迟到', 'Late'],
  failing: ['失败', 'Failing'],
  unknown: ['未知', 'Unknown'],
  openAlerts: ['未结束的告警', 'Open alerts'],
  noAlerts: ['没有未结束的告警', 'No alert is open'],
  severity: ['级别', 'Severity'],
  since: ['起始', 'Since'],
  job: ['作业', 'Job'],
  text: ['说明', 'What'],
  acked: ['已确认', 'Taken on'],
  totalRows: ['总行数', 'Rows in all'],
  kind: ['类型', 'Kind'],
  kind_at_risk: ['可能误期', 'At risk'],
  kind_late: ['误期', 'Late'],
  kind_failed: ['失败', 'Failed'],
  kind_quarantine: ['隔离过多', 'Much refused'],
  kind_audit_blocked: ['审核阻断', 'Blocked by an audit'],
  kind_source_quiet: ['来源停止交付', 'Quiet source'],
  kind_disk: ['磁盘将满', 'Little disk'],
  kind_certificate: ['证书将到期', 'Certificate'],
  kind_grant: ['授权到期', 'Grant'],
  kind_scheduler: ['调度器离开', 'No scheduler'],
  severity_warning: ['警告', 'Warning'],
  severity_error: ['错误', 'Error'],
  severity_critical: ['严重', 'Critical'],
  runsToday: ['今日运行', 'Runs today'],
  failedToday: ['今日失败', 'Failed today'],
  acceptedToday: ['今日入湖行数', 'Rows loaded today'],
  refusedToday: ['今日隔离行数', 'Rows refused today'],
  yesterday: ['昨日 {0}', 'yesterday {0}'],
  lastWeek: ['上周同日 {0}', 'a week ago {0}'],
  fullScreen: ['全屏', 'Full screen'],
  leaveFullScreen: ['退出全屏', 'Leave full screen'],
  state: ['状态', 'State'],
  newest: ['数据最晚到', 'Data until'],
  tablesLate: ['迟到的表', 'Tables late'],
  tablesFailing: ['失败的作业', 'Jobs failing'],
  noSys: [
    '您的角色不能读取平台自身的表（_sys），因此这里只列出您可以读取的主题。',
    "Your roles don't read the platform's own tables (_sys), so only the themes that you may read are listed.",
  ],
  updatedAgo: ['{0} 更新', 'as of {0}'],
  ...DESK_WORDS,
  ...DOSSIER_WORDS,
  ...SCREEN_WORDS,
  users: ['用户与角色', 'Users'],
} as const satisfies Record<string, readonly [string, string]>;

export type Word = keyof typeof WORDS;

export function isWord(text: string): text is Word {
  return Object.hasOwn(WORDS, text);
}

export function word(key: Word, language: Language, ...values: (string | number)[]): string {
  return filled(WORDS[key], language, ...values);
}

/** A text in a language, with what stands in it. */
export function filled(both: readonly [string, string], language: Language, ...values: (string | number)[]): string {
  const text: string = both[language === 'zh' ? 0 : 1];
  return values.reduce<string>((whole, value, index) => whole.replace(`{${index}}`, () => String(value)), text);
}

export interface Speech {
  language: Language;
  t: (key: Word, ...values: (string | number)[]) => string;
  titled: (of: Titled) => string;
  /** A text is one of the server's, with all its digits; a number is rounded to what can be read. */
  number: (value: number | string) => string;
  clock: (value: Date) => string;
  time: (value: string | Date) => string;
  day: (value: string | Date) => string;
}

/** What the lake says has its zone's offset, and shows as it stands there; a date of ours shows by the browser's zone. */
function instant(locale: string, value: string | Date, format: Intl.DateTimeFormatOptions, zoned: boolean): string {
  const [, wall, offset] = (typeof value === 'string' && /^(\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?)[\d:.]*(Z|[+-]\d\d:\d\d(?::\d\d)?)?$/.exec(value)) || [];
  const at = wall ? new Date(wall.length === 10 ? wall : `${wall}Z`) : new Date(value);
  if (Number.isNaN(at.getTime())) {
    return String(value);
  }
  const text = new Intl.DateTimeFormat(locale, wall ? {...format, timeZone: 'UTC'} : format).format(at);
  const zone = wall ? (offset ?? '') : offsetOf(at);
  return zoned && zone ? `${text} ${zone === 'Z' ? 'UTC' : zone}` : text;
}

function offsetOf(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  const two = (of: number) => String(of).padStart(2, '0');
  return minutes === 0 ? 'UTC' : `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

/** Decimal texts are formatted as they stand, without a binary number between. */
function numeral(locale: string, value: number | string): string {
  if (typeof value === 'string') {
    return new Intl.NumberFormat(locale, {maximumFractionDigits: 20}).format(value as unknown as number);
  }
  const small = value !== 0 && Math.abs(value) < 1;
  return new Intl.NumberFormat(locale, small ? {maximumSignificantDigits: 4} : {maximumFractionDigits: 4}).format(value);
}

/** Texts in the language that was chosen, drawn anew where another one is. */
export function useWords(): Speech {
  const {language} = useSettings();
  return speech(language);
}

export function speech(language: Language = chosen().language): Speech {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  return {
    language,
    t: (key, ...values) => word(key, language, ...values),
    titled: (of) => (language === 'zh' ? of.title : of.titleEn) || of.name,
    number: (value) => numeral(locale, value),
    time: (value) => instant(locale, value, {dateStyle: 'medium', timeStyle: 'short'}, true),
    day: (value) => instant(locale, value, {dateStyle: 'medium'}, false),
    clock: (value) => new Intl.DateTimeFormat(locale, {timeStyle: 'medium'}).format(value),
  };
}
