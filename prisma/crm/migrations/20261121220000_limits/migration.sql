SELECT tessera.limit_table('customers', 'customers', live => 'deleted_at IS NULL');
