package io.citylake.city.play;

import io.citylake.city.CityGenerator;
import io.citylake.city.CityRequest;
import io.citylake.city.CityTruth;
import io.citylake.city.JobTruth;
import io.citylake.city.entity.Dice;
import io.citylake.city.play.PlayedMessages.Message;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Plays days of the city to live feeds: each record when it is due by a clock that runs faster than
 * the city's, with the dirt and the wrong clocks of the files that the same days are made of, and
 * what a network adds to it. Now and then a request is sent twice or over another connection, as by
 * a gateway that heard nothing. What was acknowledged is journaled, so that a play that ended,
 * however it did, goes on from there.
 */
public final class Player {
  private static final int MOST_IN_A_REQUEST = 200;
  private static final int TWICE_PER_MYRIAD = 300;
  static final int RECONNECTS_PER_MYRIAD = 300;
  private static final String HTTP = "http";
  private static final Duration TICK = Duration.ofMillis(200);
  private static final int TICKS_UNTIL_TOLD = 25;

  /** For what is under way where a play is stopped. */
  private static final int TICKS_OF_GRACE = 10;

  private final CityRequest request;
  private final List<FeedDoor> doors;
  private final Pace pace;
  private final PlayRate rate;
  private final int year;

  /** By job, of requests that are sent again. */
  private final Map<String, String> troubles = new ConcurrentHashMap<>();

  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * How, and how fast.
   *
   * @param speed seconds of the city in one of ours; 0 for as fast as the rate lets it
   * @param rate messages a second at most, of all feeds together
   * @param way by which, in a word: a play by one isn't gone on with by another
   */
  public record Pace(double speed, int rate, String way) {}

  /**
   * How far one source is.
   *
   * @param sent messages that were acknowledged, in this play or an earlier one
   * @param trouble why the last request was not taken and is sent again; empty where it was
   */
  public record Standing(String job, int sent, int of, String trouble) {
    public boolean isWhole() {
      return sent == of;
    }
  }

  /**
   * @param request whose landing directory is the play's own: its files, its truth, its journal
   * @param year in which some clocks are: one that no message can be sent in, however long the play
   *     lasts
   */
  public Player(CityRequest request, List<FeedDoor> doors, Pace pace, int year) {
    this.year = year;
    this.request = request;
    this.doors = List.copyOf(doors);
    this.pace = pace;
    this.rate = new PlayRate(pace.rate());
  }

  /** Has it end in seconds, also where a sender waits; what was acknowledged is journaled. */
  public void stop() {
    stopped.countDown();
  }

  /**
   * Plays, and writes the truth about it: the generator's, of the jobs that load what is pushed.
   *
   * @param told hears how far all sources are, every few seconds, on threads of the play
   * @return how far they are
   * @throws CityLakeException PLAY_DIFFERS, PLAY_REFUSED, STORAGE_FAILED, CANCELLED
   */
  public List<Standing> play(Consumer<List<Standing>> told) {
    try {
      Files.createDirectories(request.to());
      try (PlayJournal journal = PlayJournal.open(request.to(), text(), year)) {
        CityTruth made = CityGenerator.generate(request, sources());
        Map<String, Disturbance> streams = streams(made, journal.year());
        PlayTruth.write(request.to(), made, doors, streams);
        Map<String, List<Message>> messages = new HashMap<>();
        streams.forEach((job, stream) -> messages.put(job, stream.messages()));
        return play(journal, messages, told);
      }
    } catch (IOException e) {
      throw new CityLakeException(
          ErrorCode.STORAGE_FAILED, "Cannot play: %s (journal=%s)".formatted(e, request.to()), e);
    }
  }

  /** What a journal is of: with anything else, its numbers are of other messages. */
  private String text() {
    String way = pace.way().equals(HTTP) ? "" : " to=" + pace.way();
    return "play stream=2 seed=%d scale=%s from=%s days=%d%s"
        .formatted(request.seed(), request.scale(), request.from(), request.days(), way);
  }

  private List<String> sources() {
    return doors.stream().map(each -> each.source().job()).toList();
  }

  private Map<String, Disturbance> streams(CityTruth made, int ahead) throws IOException {
    Map<String, Disturbance> streams = new HashMap<>();
    long last = request.days() * 86_400L - 1;
    for (FeedDoor door : doors) {
      PlayedSource source = door.source();
      JobTruth truth = made.findJob(source.job()).orElseThrow();
      List<Message> messages =
          PlayedMessages.read(source, truth, request.to(), request.from(), request.days());
      streams.put(source.job(), Disturbance.of(source, messages, request.seed(), ahead, last));
    }
    return streams;
  }

  private List<Standing> play(
      PlayJournal journal, Map<String, List<Message>> messages, Consumer<List<Standing>> told) {
    PlayClock clock = PlayClock.from(pace.speed(), begun(journal, messages));
    ExecutorService threads = Executors.newFixedThreadPool(doors.size());
    try {
      var ended = new ExecutorCompletionService<Void>(threads);
      for (FeedDoor door : doors) {
        // It comes back by the service.
        Future<Void> unused =
            ended.submit(
                () -> {
                  playUntilStopped(door, messages.get(door.source().job()), journal, clock);
                  return null;
                });
      }
      int grace = TICKS_OF_GRACE;
      for (int left = doors.size(), ticks = 1; left > 0; ticks++) {
        var one = ended.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
        if (one != null) {
          one.get();
          left--;
        }
        if (one != null || ticks % TICKS_UNTIL_TOLD == 0) {
          told.accept(standings(journal, messages));
        }
        if (isStopped(Duration.ZERO) && grace-- == 0) {
          threads.shutdownNow();
        }
      }
      return standings(journal, messages);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CityLakeException known) {
        throw known;
      }
      throw new CityLakeException(
          ErrorCode.STORAGE_FAILED,
          "Cannot play: %s (journal=%s)".formatted(e.getCause(), request.to()),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CityLakeException(ErrorCode.CANCELLED, "Cannot play: interrupted", e);
    } finally {
      stop();
      threads.shutdownNow();
    }
  }

  /** The city's second at which a play that goes on is: that of the first message not sent. */
  private static long begun(PlayJournal journal, Map<String, List<Message>> messages) {
    long first = Long.MAX_VALUE;
    for (Map.Entry<String, List<Message>> each : messages.entrySet()) {
      int next = journal.next(each.getKey());
      if (next < each.getValue().size()) {
        first = Math.min(first, each.getValue().get(next).second());
      }
    }
    return first == Long.MAX_VALUE ? 0 : first;
  }

  private List<Standing> standings(PlayJournal journal, Map<String, List<Message>> messages) {
    List<Standing> standings = new ArrayList<>();
    for (String job : sources()) {
      standings.add(
          new Standing(
              job, journal.next(job), messages.get(job).size(), troubles.getOrDefault(job, "")));
    }
    return standings;
  }

  private void playUntilStopped(
      FeedDoor door, List<Message> messages, PlayJournal journal, PlayClock clock)
      throws IOException, InterruptedException {
    try {
      play(door, messages, journal, clock);
    } catch (InterruptedException e) {
      if (stopped.getCount() > 0) {
        throw e;
      }
      // It waited for an answer that nobody waits for any more.
    }
  }

  private void play(FeedDoor door, List<Message> messages, PlayJournal journal, PlayClock clock)
      throws IOException, InterruptedException {
    String job = door.source().job();
    int most = Math.min(Math.max(1, pace.rate() / 4), MOST_IN_A_REQUEST);
    int next = journal.next(job);
    int drawn = -1;
    List<String> texts = List.of();
    try (FeedSender sender = door.open()) {
      while (next < messages.size() && !isStopped(Duration.ZERO)) {
        // What was not taken is tried again as it is.
        if (drawn != next) {
          int until = due(messages, next, clock.second(), most);
          if (until == next) {
            sender.idle();
            isStopped(TICK);
            continue;
          }
          texts = messages.subList(next, until).stream().map(Message::text).toList();
          Dice dice = Dice.of(request.seed(), "play " + job, next);
          drawn = next;
          if (dice.chance(RECONNECTS_PER_MYRIAD)) {
            sender.reconnect();
          }
          // Whoever has much to send has what the others leave.
          if (isStopped(rate.take(texts.size()))) {
            return;
          }
          if (dice.chance(TWICE_PER_MYRIAD)) {
            // As by one that hears no answer to the first.
            send(sender, job, texts);
          }
        }
        int taken = send(sender, job, texts);
        if (taken > 0) {
          next += taken;
          journal.acknowledged(job, next);
        }
      }
    }
  }

  private static int due(List<Message> messages, int next, long second, int most) {
    int until = next;
    while (until < messages.size()
        && until - next < most
        && messages.get(until).second() <= second) {
      until++;
    }
    return until;
  }

  /** How many were acknowledged; where not all, after the pause that is due. */
  private int send(FeedSender sender, String job, List<String> texts) throws InterruptedException {
    FeedSender.Answer answer = sender.send(texts);
    if (answer.isWhole()) {
      troubles.remove(job);
    } else {
      troubles.put(job, answer.trouble());
      isStopped(answer.pause());
    }
    return answer.taken();
  }

  private boolean isStopped(Duration patience) throws InterruptedException {
    return stopped.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Where a play is told about, beside its files. */
  public static Path truth(Path directory) {
    return directory.resolve(PlayTruth.DIRECTORY);
  }
}
