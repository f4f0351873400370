-- Professional comes with the cms, whose items and files are limited like customers and users.
UPDATE plans SET limits = '{"content_items": 10000, "media_bytes": 107374182400}' || limits, version = version + 1
WHERE code = 'professional';
