package io.citylake.govern.catalogue;

import io.citylake.contract.Theme;
import io.citylake.contract.Title;
import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.model.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.QueryBuilder;

/**
 * Finds datasets by words in Chinese or English, by parts of words and by pinyin, in titles,
 * owners, tags and columns. Chinese is cut into pairs of characters, so that no dictionary has to
 * know the words of the administration.
 */
public final class DatasetSearch implements AutoCloseable {
  private static final String NAME = "name";
  private static final String TITLE = "title";
  private static final String TEXT = "text";
  private static final String SOUND = "sound";

  /** Of a column: each is a document of its own, so that who may not know it doesn't find by it. */
  private static final String COLUMN = "column";

  private static final String COLUMN_TEXT = "column_text";
  private static final float TITLE_COUNTS = 4;

  /** Beside a whole word, what has it as a part counts little. */
  private static final float PART_COUNTS = 0.2f;

  private static final int SHORTEST_PART = 2;
  private static final Pattern PART = Pattern.compile("[\\p{L}\\p{N}]+");

  private final Analyzer analyzer = new CJKAnalyzer();
  private final Directory directory = new ByteBuffersDirectory();

  /** Reads all datasets of a workspace; takes milliseconds. */
  public DatasetSearch(Workspace workspace) {
    try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
      for (DatasetContract dataset : workspace.datasets().values()) {
        writer.addDocument(document(workspace, dataset));
        for (ColumnContract column : dataset.columns()) {
          writer.addDocument(document(dataset, column));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write an index in memory", e);
    }
  }

  /** By all columns: the best first; none where no word is known. */
  public List<TableName> find(String words, int most) {
    return find(words, most, (table, column) -> true);
  }

  /**
   * The best first; none where no word is known. Of a dataset's columns the best one counts.
   *
   * @param shows whether whoever searches may know the column of the table; by others nothing is
   *     found
   */
  public List<TableName> find(String words, int most, BiPredicate<TableName, String> shows) {
    Query query = query(parted(words));
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      Map<TableName, Float> byItself = new LinkedHashMap<>();
      Map<TableName, Float> byColumn = new LinkedHashMap<>();
      for (ScoreDoc hit : searcher.search(query, Integer.MAX_VALUE).scoreDocs) {
        Document known = searcher.storedFields().document(hit.doc);
        TableName table = TableName.parse(known.get(NAME));
        String column = known.get(COLUMN);
        if (column == null) {
          byItself.put(table, hit.score);
        } else if (shows.test(table, column)) {
          byColumn.merge(table, hit.score, Math::max);
        }
      }
      byColumn.forEach((table, score) -> byItself.merge(table, score, Float::sum));
      return byItself.entrySet().stream()
          .sorted(Map.Entry.<TableName, Float>comparingByValue().reversed())
          .limit(most)
          .map(Map.Entry::getKey)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read an index in memory", e);
    }
  }

  private Query query(String words) {
    QueryBuilder builder = new QueryBuilder(analyzer);
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    Query title = builder.createBooleanQuery(TITLE, words);
    if (title != null) {
      any.add(new BoostQuery(title, TITLE_COUNTS), Occur.SHOULD);
    }
    for (String field : List.of(TEXT, COLUMN_TEXT)) {
      Query text = builder.createBooleanQuery(field, words);
      if (text != null) {
        any.add(text, Occur.SHOULD);
      }
    }
    PART.matcher(words.toLowerCase(Locale.ROOT))
        .results()
        .map(MatchResult::group)
        .filter(DatasetSearch::isPart)
        .forEach(part -> parts(part).forEach(each -> any.add(each, Occur.SHOULD)));
    return any.build();
  }

  /** One Chinese character is a word; one letter is in every second one. */
  private static boolean isPart(String text) {
    return text.length() >= SHORTEST_PART || Character.isIdeographic(text.codePointAt(0));
  }

  private static List<Query> parts(String part) {
    return Stream.of(TITLE, TEXT, COLUMN_TEXT, SOUND)
        .<Query>map(
            field ->
                new BoostQuery(
                    new ConstantScoreQuery(new WildcardQuery(new Term(field, "*" + part + "*"))),
                    PART_COUNTS))
        .toList();
  }

  private static Document document(Workspace workspace, DatasetContract dataset) {
    Document document = new Document();
    document.add(new StoredField(NAME, dataset.name().toString()));
    add(document, TITLE, dataset.title());
    add(document, TITLE, dataset.name().toString());
    add(document, TEXT, dataset.owner());
    add(document, TEXT, dataset.grain());
    dataset.tags().forEach(tag -> add(document, TEXT, tag));
    Theme theme = workspace.themes().get(dataset.name().theme());
    if (theme != null) {
      add(document, TEXT, theme.title());
      theme.tags().forEach(tag -> add(document, TEXT, tag));
    }
    return document;
  }

  private static Document document(DatasetContract dataset, ColumnContract column) {
    Document document = new Document();
    document.add(new StoredField(NAME, dataset.name().toString()));
    document.add(new StoredField(COLUMN, column.name()));
    add(document, COLUMN_TEXT, column.title());
    add(document, COLUMN_TEXT, column.name());
    return document;
  }

  private static void add(Document document, String field, Title title) {
    add(document, field, title.zh());
    add(document, field, title.en());
    Pinyin.of(title.zh())
        .forEach(sound -> document.add(new StringField(SOUND, sound, Field.Store.NO)));
  }

  private static void add(Document document, String field, String text) {
    document.add(new TextField(field, parted(text), Field.Store.NO));
  }

  /** The parts of a name are words too. */
  private static String parted(String text) {
    return text.replaceAll("[_.]", " ");
  }

  @Override
  public void close() {
    analyzer.close();
    try {
      directory.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close an index in memory", e);
    }
  }
}
