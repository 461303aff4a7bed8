import django.db.models.deletion
from django.db import migrations, models

# The tokenizer of FTS5 parts words at spaces only: they come ready-made from home.search.entries.
SQLITE = [
    """
    CREATE VIRTUAL TABLE home_search USING fts5(
        title, summary, body, content='home_searchentry', content_rowid='page_id', prefix='2 3',
        tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'"
    )
    """,
    """
    CREATE TRIGGER home_search_added AFTER INSERT ON home_searchentry BEGIN
        INSERT INTO home_search(rowid, title, summary, body)
        VALUES (new.page_id, new.title, new.summary, new.body);
    END
    """,
    """
    CREATE TRIGGER home_search_removed AFTER DELETE ON home_searchentry BEGIN
        INSERT INTO home_search(home_search, rowid, title, summary, body)
        VALUES ('delete', old.page_id, old.title, old.summary, old.body);
    END
    """,
    """
    CREATE TRIGGER home_search_changed AFTER UPDATE ON home_searchentry BEGIN
        INSERT INTO home_search(home_search, rowid, title, summary, body)
        VALUES ('delete', old.page_id, old.title, old.summary, old.body);
        INSERT INTO home_search(rowid, title, summary, body)
        VALUES (new.page_id, new.title, new.summary, new.body);
    END
    """,
]
SQLITE_BACK = [
    "DROP TRIGGER home_search_added",
    "DROP TRIGGER home_search_removed",
    "DROP TRIGGER home_search_changed",
    "DROP TABLE home_search",
]
# The words are taken as they are, not through one of PostgreSQL's dictionaries, which would part "en=right" in two.
POSTGRESQL = [
    r"""
    CREATE FUNCTION home_search_vector(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(
            string_agg('''' || replace(replace(word, '\', '\\'), '''', '''''') || ''':' || place, ' '), ''
        )::tsvector
        FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS listed(word, place)
        WHERE word <> ''
    $$
    """,
    """
    ALTER TABLE home_searchentry ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(home_search_vector(title), 'A')
        || setweight(home_search_vector(summary), 'B')
        || setweight(home_search_vector(body), 'D')
    ) STORED
    """,
    # Title and summary alone are stored in the row itself: quick to rank where very many pages match.
    """
    ALTER TABLE home_searchentry ADD COLUMN head tsvector GENERATED ALWAYS AS (
        setweight(home_search_vector(title), 'A') || setweight(home_search_vector(summary), 'B')
    ) STORED
    """,
    "CREATE INDEX home_search_words ON home_searchentry USING gin (words)",
    # The planner does not know what it costs to unpack every text, and would rather read the whole table: 380 ms.
    """
    CREATE FUNCTION home_search_matches(question tsquery) RETURNS SETOF integer
    LANGUAGE sql STABLE SET enable_seqscan = off AS $$
        SELECT page_id FROM home_searchentry WHERE words @@ question
    $$
    """,
    # The admin's search asks for `title || body`; Wagtail's own indexes are on each alone, and it scans the table.
    "CREATE INDEX home_admin_search ON wagtailsearch_indexentry USING gin ((title || body))",
]
POSTGRESQL_BACK = [
    "DROP INDEX home_admin_search",
    "DROP FUNCTION home_search_matches",
    "ALTER TABLE home_searchentry DROP COLUMN head",
    "ALTER TABLE home_searchentry DROP COLUMN words",
    "DROP FUNCTION home_search_vector",
]


def run(sqlite, postgresql):
    def statements(apps, schema_editor):
        vendor = schema_editor.connection.vendor
        for statement in sqlite if vendor == "sqlite" else postgresql:
            schema_editor.execute(statement, params=None)

    return statements


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0002_pages_and_media"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailsearch", "0010_add_text_fields"),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("title", models.TextField()),
                ("summary", models.TextField()),
                ("body", models.TextField()),
            ],
        ),
        migrations.RunPython(run(SQLITE, POSTGRESQL), run(SQLITE_BACK, POSTGRESQL_BACK)),
    ]
