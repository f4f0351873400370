import { useEffect, useRef, useState } from 'react';
import { authorization, listAccounts, logIn, logOut, useAccount, type Account } from './session.ts';

const MENU_ID = 'demo-accounts';
const PLATFORM = 'Platform';

/** Shows who the Playground acts for, and lets one log in as a demo account. */
export function AccountMenu() {
  const account = useAccount();
  const menu = useRef<HTMLDivElement>(null);
  const [accounts, setAccounts] = useState<readonly Account[]>([]);
  const [notice, setNotice] = useState('');

  const attempt = (work: () => Promise<void>) => {
    setNotice('');
    work().catch((error: unknown) => setNotice(error instanceof Error ? error.message : String(error)));
  };
  const load = () => attempt(async () => setAccounts(await listAccounts()));
  useEffect(load, []);

  const choose = (chosen: Account) => {
    menu.current?.hidePopover();
    attempt(() => logIn(chosen));
  };
  const copyHeader = () => {
    attempt(async () => {
      await navigator.clipboard.writeText(JSON.stringify({ authorization: await authorization() }));
      setNotice('Copied');
    });
  };

  return (
    <div className="account">
      {notice && (
        <span className="account-notice" role="status">
          {notice}
        </span>
      )}
      {account && <Who account={account} />}
      {account && (
        <button type="button" className="bar-button account-copy" onClick={copyHeader}>
          Copy header
        </button>
      )}
      {account && (
        <button type="button" className="bar-button" onClick={() => attempt(logOut)}>
          Log out
        </button>
      )}
      <button type="button" className="bar-button primary" popoverTarget={MENU_ID} onClick={load}>
        {account ? 'Switch account' : 'Log in as…'}
      </button>
      <div id={MENU_ID} ref={menu} popover="auto" className="account-menu" role="dialog" aria-label="Demo accounts">
        {accounts.length === 0 && <p>There are no demo accounts.</p>}
        {[...groupByTenant(accounts)].map(([tenant, members]) => (
          <section key={tenant} aria-label={tenant}>
            <h2>{tenant}</h2>
            {members.map((each) => (
              <button type="button" key={each.email} onClick={() => choose(each)} aria-current={isSame(each, account)}>
                <span>{each.email}</span>
                <RoleBadge role={each.role} />
              </button>
            ))}
          </section>
        ))}
      </div>
    </div>
  );
}

function Who({ account }: { readonly account: Account }) {
  return (
    <span className="account-who" data-testid="account">
      <RoleBadge role={account.role} />
      <strong>{account.email}</strong>
      <span className="account-tenant">{account.tenant ?? PLATFORM}</span>
    </span>
  );
}

function RoleBadge({ role }: { readonly role: string }) {
  return (
    <span className="role" data-role={role}>
      {role}
    </span>
  );
}

function groupByTenant(accounts: readonly Account[]): Map<string, Account[]> {
  return Map.groupBy(accounts, ({ tenant }) => tenant ?? PLATFORM);
}

function isSame(a: Account, b: Account | null): boolean {
  return a.email === b?.email && a.tenant === b.tenant;
}
