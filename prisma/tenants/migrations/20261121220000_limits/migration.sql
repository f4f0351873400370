SELECT tessera.limit_table('memberships', 'users');
