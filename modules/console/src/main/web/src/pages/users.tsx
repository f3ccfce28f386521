import type {ComponentChildren, JSX} from 'preact';
import {useState} from 'preact/hooks';
import type {PageProperties} from '../app';
import {administration, type Role, type User} from '../bench/api';
import {useBenchWords} from '../bench/words';
import {useLoad} from '../hooks';
import {Head, Said, Trouble, Waiting} from '../parts';
import {Deed, type Choice} from '../runs/deed';
import {useWords} from '../words';

export default function Users(_: PageProperties): JSX.Element {
  const {t, time} = useWords();
  const w = useBenchWords();
  const [turn, setTurn] = useState(0);
  const users = useLoad(administration.users, [], turn);
  const roles = useLoad(administration.roles, [], turn);
  const [asked, ask] = useState<User | 'new' | null>(null);
  const [said, say] = useState<string | null>(null);
  const told = users.value;
  const done = (sentence: string) => {
    say(sentence);
    setTurn(turn + 1);
  };
  return (
    <>
      <Head title={t('users')} note={w('usersHint')}>
        {told?.changes ? (
          <button type="button" id="adduser" onClick={() => ask('new')}>
            {w('addUser')}
          </button>
        ) : null}
      </Head>
      <Said sentence={said} />
      <Trouble failure={users.failure} />
      <Waiting on={users.loading && !told} />
      {told && !told.changes ? (
        <p class="card note" id="readonly">
          {w(told.separated ? 'separated' : 'readOnly')}
        </p>
      ) : null}
      {told ? (
        <div class="grid gap" id="users">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('user')}</th>
                <th scope="col">{w('roles')}</th>
                <th scope="col">{w('state')}</th>
                <th scope="col">{w('lastLogin')}</th>
                <th scope="col">{w('tokens')}</th>
                <th scope="col">{w('created')}</th>
                {told.changes ? <th scope="col">{w('change')}</th> : null}
              </tr>
            </thead>
            <tbody>
              {told.users.map((each) => (
                <tr key={each.name} data-user={each.name} class={each.disabled ? 'turned' : undefined}>
                  <td>{each.name}</td>
                  <td class="wrap">
                    {each.roles.map((role) => (
                      <span key={role} class="tag" title={each.unknownRoles.includes(role) ? w('unknownRole') : undefined}>
                        {role}
                        {each.unknownRoles.includes(role) ? ' ?' : ''}
                      </span>
                    ))}
                  </td>
                  <td>{each.disabled ? w('disabled') : w('active')}</td>
                  <td>{each.lastLogin ? time(each.lastLogin) : <span class="note">{w('noLogin')}</span>}</td>
                  <td class="wrap">
                    {each.tokens.map((token, index) => (
                      <div key={index} title={time(token.made)}>
                        {w('tokenUntil', time(token.until))}
                      </div>
                    ))}
                  </td>
                  <td>{time(each.created)}</td>
                  {told.changes ? (
                    <td>
                      <button type="button" class="quiet" aria-label={w('changeUser', each.name)} onClick={() => ask(each)}>
                        {w('change')}
                      </button>
                    </td>
                  ) : null}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {told && told.others.length > 0 ? (
        <details class="card gap">
          <summary>{w('outsiders')}</summary>
          <ul class="plain">
            {told.others.map((each) => (
              <li key={each.name}>
                {each.name} <span class="note">{time(each.lastLogin)}</span>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      <section class="gap" id="roles" aria-label={w('roles')}>
        <h2>{w('roles')}</h2>
        {told ? <Trouble failure={roles.failure} /> : null}
        <div class="roles">
          {(roles.value ?? []).map((each) => (
            <RoleCard key={each.name} role={each} />
          ))}
        </div>
      </section>
      {asked ? <Change key={asked === 'new' ? '' : asked.name} user={asked === 'new' ? null : asked} roles={roles.value ?? []} onClose={() => ask(null)} onDone={done} /> : null}
    </>
  );
}

/** Asks what is to be done with a user, or who is to be one. */
function Change({user, roles, onClose, onDone}: {user: User | null; roles: Role[]; onClose: () => void; onDone: (sentence: string) => void}): JSX.Element {
  const {t, titled} = useWords();
  const w = useBenchWords();
  const [name, setName] = useState(user?.name ?? '');
  const [chosen, choose] = useState<string[]>(user?.roles.filter((each) => !user.unknownRoles.includes(each)) ?? []);
  const once = (of: string, password: string) => ({said: w('passwordOnce', of, password)});
  const choices: Choice[] = user
    ? [
        {name: 'roles', label: w('setRoles'), act: async (why) => void (await administration.setRoles(user.name, chosen, why))},
        user.disabled
          ? {name: 'enable', label: w('enable'), act: async (why) => void (await administration.act('enable', user.name, why))}
          : {name: 'disable', label: w('disable'), danger: true, act: async (why) => void (await administration.act('disable', user.name, why))},
        {name: 'renew', label: w('renew'), act: async (why) => once(user.name, (await administration.renew(user.name, why)).password)},
        {name: 'remove', label: w('remove'), danger: true, act: async (why) => void (await administration.act('remove', user.name, why))},
      ]
    : [{name: 'add', label: w('addUser'), act: async (why) => once(name.trim(), (await administration.add(name.trim(), chosen, why)).password)}];
  return (
    <Deed title={user ? w('changeUser', user.name) : w('addUser')} about={user ? user.roles.join(', ') : null} choices={choices} onClose={onClose} onDone={onDone}>
      {user ? null : (
        <label class="why">
          {t('user')}
          <input name="newuser" required maxLength={64} pattern="[a-z][a-z0-9_.\-]*" value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </label>
      )}
      <fieldset>
        <legend>{w('rolesToSet')}</legend>
        {user && user.unknownRoles.length > 0 ? <p class="note">{w('rolesThatGo', user.unknownRoles.join(', '))}</p> : null}
        {roles.map((each) => (
          <label key={each.name}>
            <input
              type="checkbox"
              name="role"
              value={each.name}
              checked={chosen.includes(each.name)}
              onChange={(event) => choose(event.currentTarget.checked ? [...chosen, each.name] : chosen.filter((other) => other !== each.name))}
            />{' '}
            {titled(each)}
          </label>
        ))}
      </fieldset>
    </Deed>
  );
}

function RoleCard({role}: {role: Role}): JSX.Element {
  const {titled, number} = useWords();
  const w = useBenchWords();
  const list = (names: string[]) => names.join(', ');
  const of = (tables: string[]) => (tables.length > 0 ? w('ofTables', list(tables)) : '');
  const lines: ComponentChildren[] = [];
  if (role.administrator) {
    lines.push(w('everything'));
  } else if (role.duty) {
    lines.push(w('duty', role.duty));
  } else if (role.grants.length === 0) {
    lines.push(w('nothing'));
  }
  for (const grant of role.grants) {
    lines.push(
      [
        `${w('reads')} ${list([...grant.themes, ...grant.tables])}`,
        grant.layers.length > 0 ? list(grant.layers) : '',
        grant.include.length > 0 ? w('only', list(grant.include)) : '',
        grant.exclude.length > 0 ? w('but', list(grant.exclude)) : '',
        w('clearTo', grant.clearGrade),
        grant.clearGradeWithPurpose > grant.clearGrade ? w('clearPurpose', grant.clearGradeWithPurpose) : '',
        grant.expires ? w('until', grant.expires) : '',
        grant.actions.length > 0 ? w('mayDo', list(grant.actions)) : '',
      ]
        .filter(Boolean)
        .join(' · '),
    );
  }
  for (const filter of role.filters) {
    lines.push(w('rowsWhere', filter.column, list(filter.in)) + of(filter.tables));
  }
  for (const mask of role.masks) {
    lines.push(w('masked', mask.grade === null ? list([...mask.columns, ...mask.identifiers]) : w('gradeOf', mask.grade), mask.action) + of(mask.tables));
  }
  if (role.operate.length > 0) {
    lines.push(w('operates', list(role.operate)));
  }
  if (role.manage.length > 0) {
    lines.push(w('manages', list(role.manage)));
  }
  if (role.timeTravel) {
    lines.push(w('travels'));
  }
  if (!role.duty) {
    lines.push(w('limits', number(role.limits.rows), role.limits.seconds, number(role.limits.exportRows)));
  }
  return (
    <article class="card" data-role={role.name}>
      <h3>
        {titled(role)} <code>{role.name}</code>
      </h3>
      <ul class="plain">
        {lines.map((line, index) => (
          <li key={index}>{line}</li>
        ))}
      </ul>
      <p class="note">{role.users.length > 0 ? w('holders', list(role.users)) : w('nobodyHas')}</p>
    </article>
  );
}
