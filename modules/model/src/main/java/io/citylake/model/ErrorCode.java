package io.citylake.model;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every error that CityLake raises, by name and number. A number is never reused, also after its
 * code is gone: users search for it.
 */
public enum ErrorCode {
  USAGE(
      1001,
      ErrorKind.USER,
      "The command line or the request asks for something that cannot be read or does not go"
          + " together.",
      "Read the message; `citylake COMMAND --help` says what is taken."),
  WORKSPACE_NOT_FOUND(
      1002,
      ErrorKind.USER,
      "There is no workspace here: no directory with `conf/` and `jobs/`.",
      "Go into the workspace, or name it with `--home` or `CITYLAKE_HOME`."),
  CONTRACT_INVALID(
      1003,
      ErrorKind.USER,
      "A contract, job, step, step test or settings file has mistakes.",
      "Run `citylake validate`: it lists every mistake with file, line and column."),
  JOB_NOT_FOUND(
      1004,
      ErrorKind.USER,
      "No job or step of the workspace has this name, or a selection matches none.",
      "Look with `citylake list`; the message suggests the nearest name."),
  TABLE_NOT_FOUND(
      1005,
      ErrorKind.USER,
      "The table, release, dataset, application or panel does not exist, or is not in what is"
          + " served.",
      "Look with `citylake list tables` or `citylake catalog search`; run `citylake apply` for a"
          + " table that is declared but not made yet."),
  PLAN_PENDING(
      1006,
      ErrorKind.USER,
      "The catalog differs from the contracts, so nothing was loaded.",
      "Look with `citylake plan`, then run `citylake apply`."),
  PLAN_DESTRUCTIVE(
      1007,
      ErrorKind.USER,
      "The plan holds a change that would lose data or that Iceberg cannot make.",
      "Change the contract back, or pass `--allow-drop` where only columns are dropped."),
  PLAN_FOREIGN(
      1008,
      ErrorKind.USER,
      "The catalog belongs to another workspace, or its tables are in another warehouse.",
      "Name another catalog, or set `warehouse` to what it was; where the workspace was copied or"
          + " moved, bring its state directory along and run `citylake move`."),
  SQL_INVALID(
      1009,
      ErrorKind.USER,
      "The statement cannot be parsed, analysed or run, or a step's query does not give its table's"
          + " columns.",
      "Mend the SQL as the message says."),
  PATH_OUTSIDE_ROOTS(
      1010,
      ErrorKind.USER,
      "A source path leads out of the source roots, also by a link, or is not one that may be"
          + " read.",
      "Put the files under a source root, or add their directory to `source-roots`."),
  SETTING_INVALID(
      1011,
      ErrorKind.USER,
      "A setting is well formed but cannot be used: an address, certificate, encoding, watermark or"
          + " key set.",
      "Change the setting that the message names."),
  RUN_NOT_FOUND(
      1012,
      ErrorKind.USER,
      "No run has this id, or its log is gone.",
      "Take the id from `citylake runs`."),
  QUARANTINE_ROW_NOT_FOUND(
      1013,
      ErrorKind.USER,
      "No open quarantined row has this id.",
      "Take the id from `citylake quarantine show`; `ls --all` also counts rows that are no longer"
          + " open."),
  ACCESS_DENIED(
      1014,
      ErrorKind.USER,
      "The policies do not allow the statement, the table, the column or the purpose, or the caller"
          + " is shut out.",
      "Ask for what a role of yours grants, state a purpose with `SET purpose = '...'`, or have"
          + " `conf/policies.yaml` changed."),
  LOGIN_FAILED(
      1015,
      ErrorKind.USER,
      "User, password or token is wrong, or the token has run out.",
      "Log in again; `citylake user passwd` sets another password."),
  LIMIT_EXCEEDED(
      1016,
      ErrorKind.USER,
      "A limit was met: a statement's time, rows, bytes, memory, length or concurrency, or the"
          + " tries of a login.",
      "Ask for less, read the answer faster, wait as long as the message says, or have the role's"
          + " `limits` raised."),
  LAKE_NEWER(
      1017,
      ErrorKind.USER,
      "A later CityLake wrote the catalog or a file of the state directory, in a form that this one"
          + " does not know.",
      "Use the version that the message names, or a later one."),
  WRITE_NOT_ASKED(
      1018,
      ErrorKind.USER,
      "The statement would change tables, files or the catalog, and `citylake sql` only reads"
          + " unless it is told otherwise.",
      "Pass `--write` if the change is meant; rows written by hand come from no source and no job"
          + " mends them."),
  DELIVERY_NOT_FOUND(
      1019,
      ErrorKind.USER,
      "No loaded delivery has that id.",
      "See `citylake deliveries`; a withdrawn one, or a copy, has no rows to take out."),
  STATEMENT_TOO_LARGE(
      1020,
      ErrorKind.USER,
      "The statement is too long, too deeply nested or comes to too large a plan, whoever asks it.",
      "Do what the message says; the bounds are in the guide's page on serving."),
  LOG_HEAD_UNSIGNED(
      1023,
      ErrorKind.USER,
      "The head of the access log is not signed with the key of the settings: the log was made"
          + " anew, or the key is new.",
      "Look with `citylake audit verify`; where the key is new, sign the head with `citylake audit"
          + " sign`."),
  SCHEDULER_RUNNING(
      1027,
      ErrorKind.USER,
      "Another scheduler, or the same backfill, works on this lake already, and a lake on SQLite"
          + " has room for one of each.",
      "Stop the other, or put the catalog on PostgreSQL, where several share the work."),
  LAKE_OF_ONE_MACHINE(
      1028,
      ErrorKind.USER,
      "A process of another machine works on this lake, whose catalog is a file of SQLite.",
      "Run everything on that machine, or put the catalog on PostgreSQL."),
  SLOT_NOT_FOUND(
      1029,
      ErrorKind.USER,
      "There is no slot of this job and date, or it is not in a state from which that can be"
          + " asked.",
      "Look with `citylake schedule history`; `citylake schedule trigger` makes a slot for a"
          + " date."),
  ALERT_NOT_FOUND(
      1030,
      ErrorKind.USER,
      "There is no open alert, mute or receiver of this name.",
      "Look with `citylake alert ls`; receivers are in `conf/alerts.yaml`."),
  ALERT_TARGET_REFUSED(
      1031,
      ErrorKind.USER,
      "An alert's target is not one of `alert-hosts`, or its name leads to an address in a private"
          + " network that is not declared as such.",
      "Add the host to `alert-hosts` of `conf/citylake.yaml`, with `private: true` where it is your"
          + " own."),
  SYSTEM_TABLE_TOO_LARGE(
      1034,
      ErrorKind.USER,
      "More rows of one of the platform's own tables are asked for than a cluster's tasks can be"
          + " handed.",
      "Ask for fewer: a condition on `started_at`, `scheduled_at` or `business_date`."),
  OPERATION_REFUSED(
      1037,
      ErrorKind.USER,
      "The policies say which roles decide about schedules and alerts, and you have none that does"
          + " for these jobs.",
      "Ask somebody who may; or have a role with `operate` in `conf/policies.yaml` given to the"
          + " user of your system name, over HTTP to the one that you log in as: `citylake user add`,"
          + " `citylake user roles`."),
  MASK_MISLEADS(
      1040,
      ErrorKind.USER,
      "The statement compares, groups, orders or adds up values that its caller reads masked, so"
          + " its answer would be of the masks.",
      "Show the column as it is, or ask for a purpose or a role that reads its keyed hash"
          + " (`sha_256`) or the value."),
  ERASURE_KEY_LOST(
      1042,
      ErrorKind.USER,
      "Persons were erased, and the key that their numbers were noted with is another now, so"
          + " nobody could be kept out; nothing was loaded.",
      "Put the key of erasures back (`erasure.key` under the state directory, or in the catalog"
          + " database)."),
  SUBJECT_INVALID(
      1043,
      ErrorKind.USER,
      "What was given is no number of the kind that was named; it is not repeated here.",
      "Say the kind by `--kind`, and give the number as it is written: 18 characters of a"
          + " citizen's, 11 digits of a mobile telephone, a plate."),
  ERASURE_UNFINISHED(
      1044,
      ErrorKind.USER,
      "A person who was to be erased is still found somewhere, which the answer lists with what"
          + " keeps it.",
      "Do what the list says, such as running a step or waiting for a hold to end, and call"
          + " `citylake subject erase` again."),
  DUTY_SEPARATED(
      1046,
      ErrorKind.USER,
      "Administrators are separated (`separation: required`), and this is not the caller's duty, or"
          + " he would have two.",
      "Have the administrator do it whose duty it is; the guide's page on policies says which"
          + " commands are whose."),
  SEPARATION_REMOVED(
      1047,
      ErrorKind.USER,
      "The policies do not separate the administrators any more, and nobody has agreed to that.",
      "Put `separation: required` back, or have the system and the security administrator both run"
          + " `citylake user unseparate`."),
  FEED_NOT_FOUND(
      1048,
      ErrorKind.USER,
      "No feed of the workspace has this name, or no job reads one.",
      "Look under `conf/feeds`, and at `source: feed` of the jobs; the message suggests the nearest"
          + " name."),
  RECEIVER_RUNNING(
      1049,
      ErrorKind.USER,
      "Another process receives for this feed already: one process owns a spool.",
      "Stop the other `citylake receive`, or leave it to that one."),
  SENDER_KEY_WEAK(
      1050,
      ErrorKind.USER,
      "The key of a feed's sender is shorter than 20 characters, or two senders have the same.",
      "Make one by `openssl rand -base64 24`, and put it where the feed's file refers to."),
  EXPORT_REFUSED(
      1051,
      ErrorKind.USER,
      "A schedule, or the place of the workspace, can't be said in the words of another scheduler"
          + " without changing what it means.",
      "Change what the message names, or leave it to `citylake scheduler`; nothing was written."),
  BACKFILL_DAY_UNKNOWN(
      1052,
      ErrorKind.USER,
      "A backfill has dates of which the calendar of a schedule does not say whether they are"
          + " worked.",
      "Add the holidays of these years to the calendar under `conf/calendars`, or take every date"
          + " by `--all-dates`."),
  RESTORE_OVER_LIVING(
      1057,
      ErrorKind.USER,
      "A lake is where a backup would be restored to, and what was published since the backup would"
          + " be lost.",
      "Restore single tables, restore to another directory by `--to`, or say `--force`."),
  ERASED_IN_BACKUP(
      1058,
      ErrorKind.USER,
      "Persons were erased after the backup was made, so restoring it would bring their rows back;"
          + " nothing was restored.",
      "Choose a later backup by `--as-of`; or say `--with-erased`, and erase them again at once:"
          + " `citylake subject erase`."),
  ARCHIVE_UNFIT(
      1059,
      ErrorKind.USER,
      "The archive has not what is asked of it: no backup of that time, not that table, or only"
          + " references to files that are not where they were.",
      "See what it has by `citylake restore DIR --list`; back up with `--with-data` what is to be"
          + " restored elsewhere."),
  LAKE_HALF_RESTORED(
      1060,
      ErrorKind.USER,
      "A restore of this lake was cut short, so files may be missing; nothing opens it until then.",
      "Call the same `citylake restore` again: what is there already is not copied again."),
  QUARANTINE_ROWS_ALIKE(
      1061,
      ErrorKind.USER,
      "Several open quarantined rows have one id, which an earlier program gave to rows of a"
          + " database's table, and a correction can't tell which it means.",
      "Load the table again with `citylake run JOB --full-refresh`, and fix what is refused then,"
          + " which has ids of its own."),
  SCHEMA_UNKNOWN(
      1062,
      ErrorKind.USER,
      "A message names a schema by an id that the job doesn't declare; nothing of the run was"
          + " published.",
      "Write the schema that the registry has under this id into a file, and add it to the job's"
          + " `ids`; or `ID: refuse`, to have such messages quarantined."),
  HOME_NOT_OWNED(
      1067,
      ErrorKind.USER,
      "A command was called as another account than the one that logged in, with a home that other accounts own or may write: its policies could be the caller's own.",
      "Name the lake's own home by `--home`; its directory and `conf/` belong to the account that runs CityLake, and nobody else may write them (`chown`, `chmod go-w`)."),
  DEVICE_GROUPS_DIFFER(
      1068,
      ErrorKind.USER,
      "Feeds declare a group of devices differently, or two groups by what tells none of them: a device could be the one or the other.",
      "Give a group of the same name the same password or certificates in each feed, and each group those of its own."),
  BROKER_REFUSED(
      1069,
      ErrorKind.USER,
      "A broker that a feed subscribes to refused the connection, the login or a topic.",
      "Look at `subscribe` of the feed's `mqtt`: user, password, client-id and topics as the broker's keeper allows them. `citylake receive` tries again by itself."),
  PLATFORM_PASSWORD_WEAK(
      1070,
      ErrorKind.USER,
      "The password of a platform that pushes to a feed by GA/T 1400 has fewer than 8 characters.",
      "Agree on a longer one with who runs the platform, and put it where the feed's file refers to."),
  PLAY_DIFFERS(
      1072,
      ErrorKind.USER,
      "A play of the city can't go on: its journal is of another play, or another process plays with it.",
      "Name another directory by `--journal`, or call it with the seed, scale and days that it was begun with."),
  PLAY_REFUSED(
      1073,
      ErrorKind.USER,
      "A receiver refuses what the city plays to it, and sending again doesn't help.",
      "Give both processes the same key in the environment, see that the feed is declared where the receiver runs, and call it again: it goes on where it was."),
  PLAY_NOWHERE(
      1075,
      ErrorKind.USER,
      "The city can't be played this way: the workspace declares nothing that would take it.",
      "Declare for a job beside that of the city's files what the message names, or play by another way: `--to http`, `mqtt`, `viid` or `kafka`."),
  SUBJECT_UNSEEN(
      1076,
      ErrorKind.USER,
      "A person was looked for, and places that the message names could not be read, so nobody can say that the person is in none of them.",
      "Have them read again (`citylake doctor` says what is wrong), or remove them; then call `citylake subject` again."),
  NOT_COMPARED(
      1077,
      ErrorKind.USER,
      "A panel was asked for an earlier time, and declares none that it is compared with.",
      "Ask the panel itself, or declare `compare` in its application."),
  WORKBOOK_TOO_LONG(
      1078,
      ErrorKind.USER,
      "An answer has more rows than a sheet of a workbook holds.",
      "Ask for fewer rows, or take CSV or Arrow."),
  RESULT_NOT_FOUND(
      1080,
      ErrorKind.USER,
      "There is no kept result of this name, or it is another user's.",
      "Run the statement again; whoever asked has the name of what was kept for him."),
  RESULT_GONE(
      1081,
      ErrorKind.USER,
      "A result is kept no more: its time is over, its user had too many, or its rights or the policies changed since.",
      "Run the statement again: it is answered by what may be read now."),
  RESULTS_FULL(
      1082,
      ErrorKind.USER,
      "A result is larger than what `serve.results` lets one user keep, or all users together keep as much as they may.",
      "Ask for fewer rows or columns, or try again once others' results are gone; give results more room in `conf/citylake.yaml`."),
  SAVED_QUERY_NOT_FOUND(
      1083,
      ErrorKind.USER,
      "There is no saved query of this name that is yours to change.",
      "See `GET /api/v1/saved-queries`; what another one shares can be saved under a name of one's own."),
  DOSSIER_NOT_FOUND(
      1086,
      ErrorKind.USER,
      "There is no dossier of this kind, or none that the caller may see; of persons there is one for a stated purpose only.",
      "Look with `citylake dossier`; kinds are declared in `conf/dossier/`, and who may see persons' in `conf/policies.yaml` (`actions: dossier`)."),
  DOSSIER_ID_INVALID(
      1087,
      ErrorKind.USER,
      "What was given can't name a thing of this kind: it is empty, too long, or no value of the kind's key.",
      "Give the thing's number as tables have it; `citylake dossier KIND --find TEXT` looks for it."),
  HELP_NOT_DECLARED(
      1088,
      ErrorKind.USER,
      "The nearest things were asked of a kind that can't be sent anywhere, or for one that no need is declared of.",
      "Look at `help` in `conf/dossier/KIND.yaml`: its `needs` say whom its things help."),

  SOURCE_UNREADABLE(
      2001,
      ErrorKind.DATA,
      "A source was found but cannot be read: broken, encrypted, of another form, or refused by its"
          + " database.",
      "Have it sent again in order, or mend the job's `format`."),
  SOURCE_HEADER_MISSING(
      2002,
      ErrorKind.DATA,
      "The header was not found, or it or the path lacks what the job maps.",
      "Compare the file with the job's `columns` and `header`; names that may be absent are"
          + " `optional: true`."),
  SOURCE_TOO_LARGE(
      2003,
      ErrorKind.DATA,
      "A file unfolds to more than a cap allows.",
      "Check that the file is what it should be; then raise the cap under `caps`."),
  ROW_REFUSED_FATAL(
      2004,
      ErrorKind.DATA,
      "A row broke a rule of severity `fail`; nothing was published.",
      "Mend the source, or give the rule another severity."),
  THRESHOLD_EXCEEDED(
      2005,
      ErrorKind.DATA,
      "More rows were refused than the thresholds allow; nothing was published.",
      "Look with `citylake run JOB --dry-run`; mend source or job, or raise `quarantine`"
          + " thresholds."),
  AUDIT_BLOCKED(
      2006,
      ErrorKind.DATA,
      "An audit of level `block` failed; nothing was published, and the rows are kept on the branch"
          + " `blocked_RUN`.",
      "Query the branch, mend source, query or audit, and run the job again."),
  TALLY_UNBALANCED(
      2007,
      ErrorKind.DATA,
      "Records read are not the sum of accepted, quarantined and duplicate ones; nothing was"
          + " published.",
      "This is a fault: keep the log and report it."),
  SOURCE_EMPTY(
      2008,
      ErrorKind.DATA,
      "A full copy holds no acceptable row, which would end every row of the table.",
      "Check the source and have it sent in full."),
  SOURCE_CHANGED(
      2009,
      ErrorKind.DATA,
      "A file changed while the run was reading it; nothing of it was published.",
      "Run again once it is whole; `min-age` keeps files away that are still being written."),
  DELIVERIES_MISSING(
      2010,
      ErrorKind.DATA,
      "Files or messages that were loaded before are gone, or can't be read just now, and all of them would have to be read again; nothing changed.",
      "Bring files back, or wait until they are whole and older than `min-age`; have messages sent again, or their spool put back; in a full refresh you may also say what becomes of their rows: `--keep-missing` or `--withdraw-missing`."),
  ROWS_OF_UNKNOWN_JOB(
      2011,
      ErrorKind.DATA,
      "Several jobs load a table, and the ledger does not know the run that brought some of its"
          + " rows, so nobody can tell whose they are.",
      "Restore the catalog database that belongs to the warehouse, or delete the rows by hand."),
  DISPLACED_FULL(
      2012,
      ErrorKind.DATA,
      "The run would keep more displaced rows than the dataset's `keep-displaced` allows; nothing"
          + " was published.",
      "End what may come back with `citylake deliveries settle TABLE --before DATE`, or raise"
          + " `keep-displaced`."),
  DELIVERY_SETTLED(
      2013,
      ErrorKind.DATA,
      "Rows of a settled delivery would go, and what they stand before is not kept any more;"
          + " nothing changed.",
      "Put the file back as it was, and send the change as a delivery of its own, under a new"
          + " name."),
  COPY_BEHIND(
      2014,
      ErrorKind.DATA,
      "A full copy is of a time before the last one that was taken, so it would become what is"
          + " shown now; it was not taken.",
      "Have copies come in the order of their times; send what is to be corrected as a later copy,"
          + " under a new name."),
  ROWS_OF_UNDECLARED_JOB(
      2015,
      ErrorKind.DATA,
      "A job would load for the first time a table with rows of a job that is not declared any"
          + " more: under another name, the same files would be there twice.",
      "Say in the job what it was called (`was`), or that the other's rows stay (`beside`)."),
  MAIN_MOVED_BACK(
      2016,
      ErrorKind.DATA,
      "A table's main was moved back by hand to before what its jobs have loaded since; they would"
          + " not load it again.",
      "Move it to where it was, or have its deliveries read again; the message has both commands."),
  FEED_MADE_ANEW(
      2017,
      ErrorKind.DATA,
      "The spool of a feed is not the one that a job has read from: it was begun anew, or another"
          + " was put in its place.",
      "Put the old one back; or have the job go on with the new one: `citylake run JOB"
          + " --full-refresh --keep-missing`."),
  FEED_CLEARED(
      2018,
      ErrorKind.DATA,
      "Messages of a feed that a job has not read are gone: its position was moved back, or the job"
          + " was not declared while others read on.",
      "Have the job go on from the oldest message that is held: `citylake run JOB --full-refresh"
          + " --keep-missing`; what is gone must be sent again."),
  ROLLBACK_REFUSED(
      2019,
      ErrorKind.DATA,
      "A table can't go back to that snapshot: how far its jobs were then is not known any more, or"
          + " what belongs to it can't follow; nothing changed.",
      "Choose a later snapshot or release, restore the table from a backup, or have its deliveries"
          + " read again: `citylake table recreate --from-deliveries`."),
  FEED_BEHIND(
      2020,
      ErrorKind.DATA,
      "The spool of a feed has not, or not any more, the message that a job has read last: it is an"
          + " older copy, or its end was lost.",
      "Put the newer spool back; or have the job read what is held, with rows there twice where its"
          + " table has no key: `citylake run JOB --full-refresh --keep-missing`."),
  TOPIC_REPLACED(
      2024,
      ErrorKind.DATA,
      "The topic that a job reads is another one than before: it was deleted and made anew, or the"
          + " job names another.",
      "Say what becomes of the rows of before: `citylake run JOB --full-refresh` with"
          + " `--keep-missing` (they stay) or `--withdraw-missing` (they go); then the topic is"
          + " read from its beginning."),
  OFFSETS_GONE(
      2025,
      ErrorKind.DATA,
      "Messages of a topic are gone that were not read: retention took them, or somebody deleted"
          + " them.",
      "Lengthen the topic's retention or run the job more often. `citylake run JOB --full-refresh"
          + " --keep-missing` keeps the rows and goes on with what is there."),
  TOPIC_CUT(
      2026,
      ErrorKind.DATA,
      "A topic ends before what was read of it, or has fewer partitions: its brokers have lost"
          + " messages.",
      "Have the cluster's keeper find out. `citylake run JOB --full-refresh --keep-missing` keeps"
          + " the rows and goes on from the topic's end; with `--withdraw-missing` its rows are"
          + " what the topic holds."),
  WATERMARK_UNORDERED(
      2027,
      ErrorKind.DATA,
      "The watermark of a job is a column of texts whose order is not that of the times or numbers"
          + " that they mean, so an increment would leave rows out; nothing was read.",
      "Read by a column of dates, times or numbers, which a view can cast; or have the texts written"
          + " as long as each other, with zeros (`2026-01-09`), and run the job once with"
          + " `--full-refresh`; or read the table whole, without `incremental`."),
  PARTS_EXCEED_WHOLE(
      2028,
      ErrorKind.DATA,
      "Counts of a row come to more than the number of which its contract calls them parts, so"
          + " nobody can say which of them may be told.",
      "Mend the step's query, or `suppression.parts` of the contract where they share persons:"
          + " counts that share any are parts of the same number in entries of their own."),

  SOURCE_UNAVAILABLE(
      3001,
      ErrorKind.EXTERNAL,
      "A source cannot be reached: no such file or directory, host, or connection.",
      "Check the address and the network; run the job again."),
  CATALOG_UNAVAILABLE(
      3002,
      ErrorKind.EXTERNAL,
      "The catalog database cannot be reached or opened.",
      "Check `catalog.uri`, the database and the rights on its file; run again."),
  STORAGE_FAILED(
      3003,
      ErrorKind.EXTERNAL,
      "A file cannot be read or written: disk full, rights, or a storage that does not answer.",
      "Mend the storage and run again; what was not published leaves nothing behind."),
  COMMIT_CONFLICT(
      3004,
      ErrorKind.EXTERNAL,
      "Another process changed the table, or the contracts changed after the plan; this change was"
          + " not made.",
      "Run or plan again: that begins from the new state."),
  COMMIT_UNKNOWN(
      3005,
      ErrorKind.EXTERNAL,
      "The reply to a commit was lost, so it may have arrived or not.",
      "Delete nothing; run again: the next run reads the table and finds out."),
  TABLE_BUSY(
      3006,
      ErrorKind.EXTERNAL,
      "Another run has reserved the table.",
      "Wait for it and run again; a dead run's reservation runs out by itself."),
  METADATA_CORRUPT(
      3007,
      ErrorKind.EXTERNAL,
      "A metadata, position, state or log file is damaged or missing.",
      "Restore the file that the message names; it says where there is another way."),
  RESERVATION_LOST(
      3008,
      ErrorKind.EXTERNAL,
      "The run lost its table's reservation, because its process was stopped or the catalog was out"
          + " of reach for longer than a minute, and was taken for dead.",
      "Run the job again: nothing was published. Where it happens often, look why the process"
          + " stands still."),
  CLOCK_BEHIND(
      3009,
      ErrorKind.EXTERNAL,
      "This machine's clock is more than a minute behind the table's last commit, and a commit"
          + " cannot be dated before the last.",
      "Set the clock right; where another machine's was ahead, wait until the time that the message"
          + " names."),
  CATALOG_BEHIND(
      3010,
      ErrorKind.EXTERNAL,
      "The warehouse holds a later version of a table than the catalog database names: the database"
          + " is an older copy.",
      "Put the newer database back, or have the catalog name the later version: `citylake table"
          + " recover`."),
  FILE_DAMAGED(
      3011,
      ErrorKind.EXTERNAL,
      "A file of a table is no longer what was written: its bytes don't have the checksums that"
          + " were kept of them.",
      "`citylake doctor --scrub` names every such file, what it holds and what to do; nothing that"
          + " reads it answers until then."),
  CLUSTER_UNAVAILABLE(
      3012,
      ErrorKind.EXTERNAL,
      "Spark does not start on the cluster that `spark.master` names, or the cluster gave it up.",
      "Check that its master runs and can be reached, that executors start (the workers' logs), and"
          + " that they reach this machine: `spark.driver.host`."),
  LOG_TARGET_LOST(
      3013,
      ErrorKind.EXTERNAL,
      "The target that the access log's heads are sent to can't be reached, so what"
          + " `access-log.when-lost` names is stopped.",
      "Bring the target back, or name another as `access-log.target`."),
  ALERT_NOT_SENT(
      3014,
      ErrorKind.EXTERNAL,
      "A message did not reach its receiver: the target can't be reached, or refused it.",
      "Mend what the message names; `citylake alert test RECEIVER` tries it. What was to be told is"
          + " kept and sent again by itself."),
  RUN_TIMED_OUT(
      3015,
      ErrorKind.EXTERNAL,
      "A run took longer than the `timeout` of its job, step, theme or settings and was stopped; a"
          + " scheduler tries it again.",
      "See which stage took so long by `citylake runs`; give it more time where it needs it."),
  RUN_BEFORE_LAST(
      3016,
      ErrorKind.EXTERNAL,
      "By this machine's clock a run began before another whose rows its table shows already. Rows"
          + " of what has no files stand in the order of the runs that read them, so the newer"
          + " would stand behind the older.",
      "Set the clock right and run again; where another machine's was ahead, wait as long as the"
          + " message says. Nothing was changed."),
  SPOOL_FULL(
      3017,
      ErrorKind.EXTERNAL,
      "A feed's spool has no room for a message: its jobs don't publish, or more arrives than they"
          + " can take.",
      "Look with `citylake stream status`; mend the job that is behind, or give the feed more room"
          + " under `spool`."),
  ARCHIVE_DAMAGED(
      3018,
      ErrorKind.EXTERNAL,
      "A part of an archive is missing, or no longer what was written.",
      "Restore from another copy of the archive, or an earlier backup by `--as-of`; make a new one"
          + " soon."),
  RESTORE_UNPROVEN(
      3019,
      ErrorKind.EXTERNAL,
      "What was restored is not what the backup says: another snapshot, another number of rows, or"
          + " a file that is not whole.",
      "Keep the log and report it, and restore an earlier backup by `--as-of`; what the message"
          + " names must not be used."),
  PLAY_MISCOUNTED(
      3020,
      ErrorKind.EXTERNAL,
      "A receiver acknowledges what is played to it, and says that it stored another number of messages than were sent.",
      "Look at what stands between the two, and at the receiver's version; called again, the play goes on with what was not counted."),
  SCRATCH_FAILED(
      3021,
      ErrorKind.EXTERNAL,
      "A result can't be kept or read again: the state directory's disk is full, or a file is no longer what was written.",
      "Make room on that disk, or look at it; run the statement again afterwards. Nothing of the lake is touched."),

  INTERNAL(
      9001,
      ErrorKind.INTERNAL,
      "A fault of CityLake itself, or one that nobody foresaw.",
      "Read the log (`citylake logs RUN`, or `logs/citylake.log` under the state directory) and"
          + " report it."),
  CANCELLED(
      9002,
      ErrorKind.INTERNAL,
      "Somebody stopped it: Ctrl-C, a client that cancelled, or a server that shuts down.",
      "Run it again; nothing is half-done."),
  ROWS_CHANGED(
      9003,
      ErrorKind.INTERNAL,
      "Upkeep wrote files anew and found other rows in them than before; it published nothing.",
      "This is a fault: keep the log and report it. `citylake doctor --scrub TABLE` tells whether a"
          + " file is damaged.");

  private final int number;
  private final ErrorKind kind;
  private final String meaning;
  private final String remedy;

  ErrorCode(int number, ErrorKind kind, String meaning, String remedy) {
    this.number = number;
    this.kind = kind;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  public int number() {
    return number;
  }

  public ErrorKind kind() {
    return kind;
  }

  /** What happened, for the reference; a sentence of Markdown. */
  public String meaning() {
    return meaning;
  }

  /** What to do about it, for the reference; a sentence of Markdown. */
  public String remedy() {
    return remedy;
  }

  /** The code that is printed so; empty for none. */
  public static Optional<ErrorCode> find(@Nullable String label) {
    return Arrays.stream(values()).filter(code -> code.label().equals(label)).findFirst();
  }

  /** As printed and searched for: {@code CL2005}. */
  public String label() {
    return "CL" + number;
  }
}
