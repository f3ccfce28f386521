import type {JSX} from 'preact';
import {choose, useSettings} from './settings';
import {useWords} from './words';

export function Choices(): JSX.Element {
  const {language, colours} = useSettings();
  const {t} = useWords();
  return (
    <div class="choices">
      <button type="button" class="quiet" id="language" lang={language === 'zh' ? 'en' : 'zh-CN'} onClick={() => choose({language: language === 'zh' ? 'en' : 'zh'})}>
        {t('otherLanguage')}
      </button>
      <button type="button" class="quiet" id="colours" onClick={() => choose({colours: colours === 'dark' ? 'light' : 'dark'})}>
        {colours === 'dark' ? t('light') : t('dark')}
      </button>
    </div>
  );
}
