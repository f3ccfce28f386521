#!/usr/bin/env bash
# Makes the lake that ITEarlierLake opens: a small workspace with something of everything that a build leaves behind.
#
#   make-lake.sh LAUNCHER ARCHIVE
#
# LAUNCHER is bin/citylake of the checkout whose state is to be kept, ARCHIVE the .zip to write. Each later build must open
# the archive as it is: it is made once and not again, or the test would compare a build with itself. What the test expects
# follows from the input files below; change both or none.
#
# Iceberg's metadata holds absolute paths, so the lake is made where the test unpacks it. Needs bash, zip and iconv.
set -euo pipefail

launcher=$(realpath "$1")
archive=$(realpath -m "$2")
home=/tmp/citylake-lake-of-2026-11

# The test works in the same directory: don't run both.
rm -rf "$home"
mkdir -p "$home"
cd "$home"

export CITYLAKE_HOME=$home USER=chen LC_ALL=C.UTF-8 TZ=UTC
unset CITYLAKE_JAVA_OPTS CITYLAKE_LANDING

lake() {
  echo "+ citylake $*" >&2
  "$launcher" "$@"
}

# A command that must end with this status.
ends() {
  local expected=$1 status=0
  shift
  lake "$@" || status=$?
  if [ "$status" != "$expected" ]; then
    echo "citylake $*: status $status, expected $expected" >&2
    exit 1
  fi
}

# An archive keeps times by the second, and what a position says of a file has to be true of the unpacked one.
whole_second() {
  touch -d "@$(date +%s)" "$1"
}

file() {
  mkdir -p "$(dirname "$1")"
  cat >"$1"
  whole_second "$1"
}

# Windows' Chinese encoding, as many departments send.
gb18030() {
  mkdir -p "$(dirname "$1")"
  iconv -f utf-8 -t gb18030 >"$1"
  whole_second "$1"
}

# ---------------------------------------------------------------------------------------------------------- contracts

# These two are what the tests' CommandFixture writes, to the byte: it writes them again when it opens the lake.
file conf/citylake.yaml <<'END'
source-roots: [landing]
END
printf 'title: {zh: 水务, en: Water}\nowner: 水务局\ntags: [river]\n' | file conf/themes/water.yaml

# Append with a key: the first row of a key stays.
file conf/themes/water/ods_reading.yaml <<'END'
title: {zh: 水位, en: Water levels}
layer: ods
grain: one row per station and time
key: [station, at]
write-mode: append
columns:
  - {name: station, type: string, title: {zh: 站点, en: Station}, required: true}
  - {name: at, type: timestamp, title: {zh: 时间, en: Time}, required: true}
  - {name: level, type: "decimal(8,3)", title: {zh: 水位, en: Level}, unit: m, rules: [{range: {min: 0, max: 50}}]}
  - {name: gauge, type: int, title: {zh: 编号, en: Gauge}}
  - {name: phone, type: string, title: {zh: 观测员电话, en: Observer's phone}, grade: 3}
END
file jobs/water/readings.yaml <<'END'
title: {zh: 水位, en: Levels}
owner: 水务局
target: water.ods_reading
source: {files: {path: landing/readings/*.csv, format: csv}}
columns:
  station: 站点
  at: {from: 时间, format: yyyy-MM-dd HH:mm}
  level: 水位
  gauge: {from: 编号, optional: true}
  phone: {from: 电话, optional: true}
END

# Append without a key, of so many files that the position is kept in a file beside the table.
file conf/themes/water/ods_ping.yaml <<'END'
title: {zh: 心跳, en: Signs of life}
layer: ods
grain: one row per message
columns:
  - {name: device, type: string, title: {zh: 设备, en: Device}, required: true}
  - {name: beat, type: long, title: {zh: 序号, en: Beat}, required: true}
END
file jobs/water/pings.yaml <<'END'
title: {zh: 心跳, en: Signs of life}
owner: 水务局
target: water.ods_ping
source: {files: {path: landing/pings/*.json, format: {json: {lines: true}}}}
columns: {device: device, beat: beat}
END

# Upsert with deletions, which leave tombstones.
file conf/themes/water/dim_gauge.yaml <<'END'
title: {zh: 水尺, en: Gauges}
layer: dim
grain: one row per gauge
key: [gauge]
sequence: version
write-mode: upsert
delete-when: {column: state, in: [拆除]}
columns:
  - {name: gauge, type: int, title: {zh: 编号, en: Gauge}, required: true}
  - {name: name, type: string, title: {zh: 名称, en: Name}}
  - {name: area, type: string, title: {zh: 片区, en: Area}, required: true}
  - {name: version, type: long, title: {zh: 版本, en: Version}, required: true}
  - {name: state, type: string, title: {zh: 状态, en: State}}
END
file jobs/water/gauges.yaml <<'END'
title: {zh: 水尺, en: Gauges}
owner: 水务局
target: water.dim_gauge
source:
  files:
    path: landing/gauges/*.csv
    format: {csv: {encoding: gb18030, skip-rows: ["^合计"]}}
columns: {gauge: 编号, name: 名称, area: 片区, version: 版本, state: 状态}
END

# Snapshot: full copies become history.
file conf/themes/water/dim_firm.yaml <<'END'
title: {zh: 排水户, en: Dischargers}
layer: dim
grain: one row per firm and period
key: [code]
write-mode: snapshot
columns:
  - {name: code, type: string, title: {zh: 代码, en: Code}, required: true}
  - {name: name, type: string, title: {zh: 名称, en: Name}, required: true}
  - {name: state, type: string, title: {zh: 状态, en: State}}
END
file jobs/water/firms.yaml <<'END'
title: {zh: 排水户, en: Dischargers}
owner: 水务局
target: water.dim_firm
source: {files: {path: landing/firms/*.csv, format: csv}}
columns: {code: 代码, name: 名称, state: 状态}
END

# Replace by partition.
file conf/themes/water/ods_plan.yaml <<'END'
title: {zh: 计划, en: Plans}
layer: ods
grain: one row per area and street
key: [area, street]
write-mode: replace
partition-by: [area]
columns:
  - {name: area, type: string, title: {zh: 片区, en: Area}, required: true}
  - {name: street, type: string, title: {zh: 街道, en: Street}, required: true}
  - {name: target, type: double, title: {zh: 目标, en: Target}}
END
file jobs/water/plans.yaml <<'END'
title: {zh: 计划, en: Plans}
owner: 水务局
target: water.ods_plan
source: {files: {path: landing/plans/*.tsv, format: tsv}}
columns: {area: 片区, street: 街道, target: 目标}
END

# An audit that stops its second delivery.
file conf/themes/water/ods_alarm.yaml <<'END'
title: {zh: 报警, en: Alarms}
layer: ods
grain: one row per alarm
columns:
  - {name: alarm, type: int, title: {zh: 编号, en: Alarm}, required: true}
  - {name: raised, type: date, title: {zh: 日期, en: Day}}
audits: [{unique: {columns: [alarm], level: block}}]
END
file jobs/water/alarms.yaml <<'END'
title: {zh: 报警, en: Alarms}
owner: 水务局
target: water.ods_alarm
source: {files: {path: landing/alarms/*.csv, format: csv}}
columns: {alarm: 编号, raised: 日期}
END

# The job that is killed. Its audit takes a while, which leaves time to kill it.
file conf/themes/water/ods_flow.yaml <<'END'
title: {zh: 流量, en: Flows}
layer: ods
grain: one row per measurement
columns:
  - {name: gauge, type: int, title: {zh: 编号, en: Gauge}, required: true}
  - {name: flow, type: int, title: {zh: 流量, en: Flow}, required: true}
audits: [{references: {column: gauge, table: water.dim_gauge, to: gauge, level: block}}]
END
file jobs/water/flows.yaml <<'END'
title: {zh: 流量, en: Flows}
owner: 水务局
target: water.ods_flow
source: {files: {path: landing/flows/*.csv, format: csv}}
columns: {gauge: 编号, flow: 流量}
END

# Steps, one for each way to follow a change.
file conf/themes/water/ads_station.yaml <<'END'
title: {zh: 站点汇总, en: Stations}
layer: ads
grain: one row per station
key: [station]
columns:
  - {name: station, type: string, title: {zh: 站点, en: Station}, required: true}
  - {name: readings, type: long, title: {zh: 次数, en: Readings}}
  - {name: highest, type: "decimal(8,3)", title: {zh: 最高, en: Highest}, unit: m}
END
file jobs/water/ads_station.sql <<'END'
/*
title: {zh: 站点汇总, en: Stations}
refresh: full
*/
SELECT station, count(*) AS readings, max(level) AS highest FROM water.ods_reading GROUP BY station
END
file conf/themes/water/dws_day.yaml <<'END'
title: {zh: 逐日, en: Days}
layer: dws
grain: one row per day
key: [day]
partition-by: [day]
columns:
  - {name: day, type: date, title: {zh: 日, en: Day}, required: true}
  - {name: readings, type: long, title: {zh: 次数, en: Readings}}
  - {name: highest, type: "decimal(8,3)", title: {zh: 最高, en: Highest}, unit: m}
END
file jobs/water/dws_day.sql <<'END'
/*
title: {zh: 逐日, en: Days}
refresh: {partition: [day], changes: {water.ods_reading: ["cast(at AS date)"]}}
*/
SELECT cast(at AS date) AS day, count(*) AS readings, max(level) AS highest FROM water.ods_reading GROUP BY 1
END
file conf/themes/water/dws_area.yaml <<'END'
title: {zh: 片区, en: Areas}
layer: dws
grain: one row per area
key: [area]
columns:
  - {name: area, type: string, title: {zh: 片区, en: Area}, required: true}
  - {name: gauges, type: long, title: {zh: 水尺数, en: Gauges}}
END
file jobs/water/dws_area.sql <<'END'
/*
title: {zh: 片区, en: Areas}
refresh: {key: [area], changes: {water.dim_gauge: [area]}}
*/
SELECT area, count(*) AS gauges FROM water.dim_gauge GROUP BY area
END
file conf/themes/water/dwd_ping.yaml <<'END'
title: {zh: 心跳明细, en: Signs of life}
layer: dwd
grain: one row per message
columns:
  - {name: device, type: string, title: {zh: 设备, en: Device}, required: true}
  - {name: tenfold, type: long, title: {zh: 十倍, en: Tenfold}}
END
file jobs/water/dwd_ping.sql <<'END'
/*
title: {zh: 心跳明细, en: Signs of life}
refresh: {append: water.ods_ping}
*/
SELECT device, beat * 10 AS tenfold FROM water.ods_ping
END

file conf/applications/flood.yaml <<'END'
title: {zh: 防汛, en: Flood}
owner: 水务局
panels:
  - name: days
    title: {zh: 逐日, en: By day}
    chart: bar
    x: day
    y: [highest]
    sql: SELECT day, highest FROM water.dws_day ORDER BY day
END

file conf/policies.yaml <<'END'
purposes:
  audit: {zh: 审计核查, en: Audit}
masks:
  - {grade: 3, action: redact}
roles:
  administrator: {title: {zh: 管理员, en: Administrator}, administrator: true}
  analyst:
    title: {zh: 分析员, en: Analyst}
    time-travel: true
    grants: [{themes: "*", clear-grade: 2}]
    masks: [{tables: water.ods_reading, columns: phone, action: show_last_4}]
  officer:
    title: {zh: 巡查员, en: Officer}
    grants: [{tables: [water.ods_reading, water.dws_day]}]
    filters: [{tables: water.ods_reading, column: station, in: [府河]}]
    masks: [{columns: phone, action: sha_256}]
END

# ------------------------------------------------------------------------------------------------------- first round

file landing/readings/r1.csv <<'END'
站点,时间,水位,编号,电话
府河,2026-01-01 08:00,1.5,7,13800000001
沙河,2026-01-01 08:00,2.5,8,13800000002
江安河,2026-01-01 08:00,99,9,13800000003
清水河,2026-01-01 08:00,无,10,13800000004
府河,2026-01-01 08:00,1.6,7,13800000001
END
file landing/readings/r2.csv <<'END'
站点,时间,水位,编号,电话
府河,2026-01-02 08:00,1.7,7,13800000001
沙河,2026-01-02 08:00,-4,8,13800000002
END
for i in {01..20}; do
  printf '{"device": "d%s", "beat": 1}\n{"device": "d%s", "beat": 2}\n' "$i" "$i" | file "landing/pings/p$i.json"
done
gb18030 landing/gauges/g1.csv <<'END'
水尺一览
编号,名称,片区,版本,状态
7,府河站,东,1,在用
8,沙河站,东,1,在用
9,江安站,西,1,在用
合计,3,,,
END
file landing/firms/f-2026-10.csv <<'END'
代码,名称,状态
A,甲厂,在业
B,乙厂,在业
END
printf '片区\t街道\t目标\n东\ta\t10\n东\tb\t20\n西\tc\t30\n' | file landing/plans/p1.tsv
file landing/alarms/a1.csv <<'END'
编号,日期
1,2026-01-01
2,2026-01-02
END
file landing/flows/w1.csv <<'END'
编号,流量
9,1000
9,2000
END

lake --version
ends 0 validate
ends 0 apply
ends 0 run --all --date 2026-10-01

# The id of the open row whose text holds this.
id() {
  lake quarantine show -o csv | grep -F "$1" | cut -d, -f1
}

ends 0 quarantine fix "$(id 清水河)" --set 水位=3.5
ends 0 quarantine replay "$(id 清水河)"
ends 0 quarantine discard "$(id 江安河)" --reason 传感器故障

# ------------------------------------------------------------------------------------------------------ second round

# Sent again, under its name: what it said before goes, and its refused row is superseded.
file landing/readings/r2.csv <<'END'
站点,时间,水位,编号,电话
府河,2026-01-02 08:00,1.8,7,13800000001
沙河,2026-01-02 08:00,77,8,13800000002
摸底河,2026-01-02 08:00,88,11,13800000005
END
for i in {21..24}; do
  printf '{"device": "d%s", "beat": 1}\n{"device": "d%s", "beat": 2}\n' "$i" "$i" | file "landing/pings/p$i.json"
done
# The same content under another name.
file landing/pings/p25.json <landing/pings/p24.json
gb18030 landing/gauges/g2.csv <<'END'
编号,名称,片区,版本,状态
8,沙河站,东,2,拆除
9,江安新站,西,2,在用
10,锦江站,东,1,在用
END
file landing/firms/f-2026-11.csv <<'END'
代码,名称,状态
A,甲厂,停业
C,丙厂,在业
END
printf '片区\t街道\t目标\n西\tc\t31\n西\td\t40\n' | file landing/plans/p2.tsv
file landing/alarms/a2.csv <<'END'
编号,日期
3,2026-01-03
3,2026-01-04
END
ends 1 run --all --date 2026-11-01

ends 0 quarantine fix "$(id 沙河)" --set 水位=7.7

# ------------------------------------------------------------------------------------------------------- third round

for i in 26 27; do
  printf '{"device": "d%s", "beat": 1}\n' "$i" | file "landing/pings/p$i.json"
done
ends 0 run water.pings+ --date 2026-11-02

# ------------------------------------------------------------------------------------------------------------ readers

printf 'a long password of wang' | ends 0 user add wang --role analyst --password-stdin
printf 'a long password of li' | ends 0 user add li --role officer --password-stdin
printf 'a long password of zhao' | ends 0 user add zhao --role administrator --password-stdin
ends 0 user disable zhao
ends 0 sql --as wang -e "SELECT station, level, phone FROM water.ods_reading ORDER BY at, station"
ends 0 sql --as wang -e "SELECT count(*) AS n FROM water.dim_firm WHERE code = 'A'"
ends 2 sql --as li -e "SELECT name FROM water.dim_firm"
# No input file says what the hash under this lake's key is. Joins with what was handed out before depend on it.
lake sql --as li -o csv -e "SELECT phone FROM water.ods_reading WHERE station = '府河' LIMIT 1" | tail -n 1 >handed-out-hash.txt
lake sql --as wang -e "SELECT count(*) AS n FROM water.ods_reading WHERE phone = '13800000002'"
ends 0 audit verify

# ------------------------------------------------------------------------------------------------------- a killed run

{
  echo 编号,流量
  for i in {1..200000}; do echo "$((9 + i % 2)),$((i % 100))"; done
} | file landing/flows/w2.csv

# Whether the run has its rows on its branch, by the table's metadata, which may be packed.
branched() {
  local each
  for each in $(find .citylake/warehouse/water/ods_flow/metadata -name '*metadata.json' -newer before); do
    if zcat -f "$each" 2>/dev/null | grep -q '"run_r'; then return 0; fi
  done
  return 1
}

rm -rf before
mkdir before
cp -a .citylake before
for attempt in {1..10}; do
  echo "+ citylake run water.flows, and kill -9" >&2
  "$launcher" run water.flows --date 2026-11-03 >/dev/null 2>&1 &
  process=$!
  while kill -0 $process 2>/dev/null && ! branched; do sleep 0.01; done
  kill -9 $process 2>/dev/null || true
  wait $process 2>/dev/null || true
  if lake runs --job water.flows -o csv | sed -n 2p | grep -q ',running,'; then break; fi
  echo "The run had ended (attempt $attempt); again from before it" >&2
  rm -rf .citylake
  cp -a before/.citylake .
  touch before
done
lake runs --job water.flows -o csv | sed -n 2p | grep ',running,'
branched
rm -rf before

# ----------------------------------------------------------------------------------------------------- later delivery

# What the build under test loads; for every job something.
file later/readings/r1.csv <<'END'
站点,时间,水位,编号,电话
府河,2026-01-01 08:00,1.4,7,13800000001
江安河,2026-01-01 08:00,9.9,9,13800000003
END
file later/readings/r3.csv <<'END'
站点,时间,水位,编号,电话
府河,2026-01-03 08:00,2.0,7,13800000001
府河,2026-01-02 08:00,2.2,7,13800000001
沱江,2026-01-03 08:00,60,12,13800000006
END
file later/pings/p28.json <<'END'
{"device": "d28", "beat": 1}
{"device": "d28", "beat": 2}
END
file later/pings/p29.json <landing/pings/p01.json
gb18030 later/gauges/g3.csv <<'END'
编号,名称,片区,版本,状态
8,沙河旧站,东,1,在用
7,府河站,东,2,拆除
9,江安旧站,西,1,在用
11,清水站,南,1,在用
END
file later/firms/f-2026-12.csv <<'END'
代码,名称,状态
A,甲厂,停业
B,乙厂,在业
END
printf '片区\t街道\t目标\n东\ta\t11\n' | file later/plans/p3.tsv
file later/alarms/a2.csv <<'END'
编号,日期
3,2026-01-03
4,2026-01-04
END
file later/flows/w3.csv <<'END'
编号,流量
10,3000
END

# ------------------------------------------------------------------------------------------------------------- packed

# Logs and results of rounds are for people. Caches stay: a later build meets those of the one before it.
rm -rf .citylake/logs target
rm -f "$archive"
zip -q -r -9 "$archive" .
ls -l "$archive" >&2
