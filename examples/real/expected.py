"""Writes expected.csv from the raw bytes under REAL_DATA, by Python's csv, json and sqlite3 alone.

Nothing of CityLake is used, so that the end-to-end test compares two independent readings.
Usage: REAL_DATA=/path python3 expected.py > expected.csv
"""
import collections
import csv
import datetime
import decimal
import glob
import gzip
import io
import json
import os
import re
import sqlite3
import sys
import zoneinfo

DATA = os.environ["REAL_DATA"]
OUT = csv.writer(sys.stdout, lineterminator="\n")
OUT.writerow(["kind", "name", "sql_or_field", "expected"])
D = decimal.Decimal


def at(*parts):
    return sorted(glob.glob(os.path.join(DATA, *parts)))


def table(path, encoding="utf-8-sig", delimiter=","):
    text = io.StringIO(open(path, "rb").read().decode(encoding), newline="")
    return list(csv.DictReader(text, delimiter=delimiter))


def tally(job, read, accepted, quarantined=0, duplicates=0, **more):
    assert read == accepted + quarantined + duplicates, job
    for field, value in dict(
        read=read, accepted=accepted, quarantined=quarantined, duplicates=duplicates, **more
    ).items():
        OUT.writerow(["tally", job, field, value])


def sql(name, query, value):
    OUT.writerow(["sql", name, query, value])


def epoch(local, zone):
    return int(local.replace(tzinfo=zoneinfo.ZoneInfo(zone)).timestamp())


def twelve(text):
    return datetime.datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p")


def ent():
    digits = "0123456789ABCDEFGHJKLMNPQRTUWXY"

    def valid(code):
        if len(code) != 18 or any(c not in digits for c in code):
            return False
        total = sum(digits.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
        return digits[(31 - total % 31) % 31] == code[17]

    rows, bad, files = [], 0, at("ent_cn", "csv", "*", "*.csv")
    for path in files:
        with open(path, encoding="utf-8", newline="") as text:
            for row in list(csv.reader(text))[1:]:
                if len(row) == 10:
                    rows.append([v.strip() for v in row] + path.split(os.sep)[-2:])
                else:
                    bad += 1
    first = {}
    for row in rows:
        first.setdefault(row[1], row)
    kept = list(first.values())
    t = "ent.ods_ent_register"
    tally("ent.ent_register", len(rows) + bad, len(kept), bad, len(rows) - len(kept))
    amount = re.compile(r"((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?![\d,.])")
    foreign = [r for r in kept if r[7] != r[11][:-4]]
    unread = [r for r in kept if r[5] not in ("", "N/A") and not amount.match(r[5])]
    warned = {r[1] for r in kept if not valid(r[1])} | {r[1] for r in foreign + unread}
    # No repeated row has a warning, so it does not matter whether those count.
    assert not warned & {c for c, n in collections.Counter(r[1] for r in rows).items() if n > 1}
    OUT.writerow(["tally", "ent.ent_register", "warned", len(warned)])
    OUT.writerow(["tally", "ent.ent_register", "warnings credit_code:uscc", sum(not valid(r[1]) for r in kept)])
    sql("ent.credit_codes", f"select count(distinct credit_code) from {t}", len(kept))
    sql("ent.files", f"select count(distinct _source) from {t}", len(files))
    sql("ent.first_day", f"select cast(min(registered_on) as string) from {t}", min(r[2] for r in kept))
    sql("ent.last_day", f"select cast(max(registered_on) as string) from {t}", max(r[2] for r in kept))
    whole = [r[5] for r in kept if re.fullmatch(r"[\d,]+(\.\d+)?\(万元人民币\)", r[5])]
    amounts = [m.group(1).replace(",", "") for m in map(amount.match, whole) if m]
    sql(
        "ent.capital_yuan",
        f"select sum(capital_amount) from {t} where capital_text like '%(万元人民币)'",
        sum(map(D, amounts)),
    )
    sql("ent.capital_unread", f"select count(*) from {t} where capital_text is not null and capital_amount is null", len(unread))
    usd = [r for r in kept if "美元" in r[5]]
    sql("ent.capital_usd", f"select count(*) from {t} where capital_currency = 'USD'", len(usd))
    written = [r for r in kept if re.fullmatch(r"[\d,.]+\(万元人民币\)", r[5])]
    plainly = sum(D(r[5].split("(")[0].replace(",", "")) for r in written)
    sql("ent.capital_as_digits", f"select sum(cast(replace(split_part(capital_text, '(', 1), ',', '') as decimal(24, 8))) from {t} where regexp_like(capital_text, '^[0-9,.]+[(]万元人民币[)]$')", plainly)
    sql("ent.capital_written", f"select count(*) from {t} where regexp_like(capital_text, '^[0-9,.]+[(]万元人民币[)]$')", len(written))
    sql("ent.no_capital", f"select count(*) from {t} where capital_text is null", sum(r[5] in ("", "N/A") for r in kept))
    sql("ent.no_legal_person", f"select count(*) from {t} where legal_person is null", sum(r[4] in ("", "N/A") for r in kept))
    sql("ent.no_scope", f"select count(*) from {t} where scope is null", sum(r[6] in ("", "N/A") for r in kept))
    sql("ent.no_address", f"select count(*) from {t} where address is null", sum(r[9] in ("", "N/A") for r in kept))
    sql("ent.no_city", f"select count(*) from {t} where city is null", sum(r[8] in ("", "N/A") for r in kept))
    sql("ent.no_type", f"select count(*) from {t} where company_type is null", sum(r[3] in ("", "N/A") for r in kept))
    for name, province in dict(jiangsu="江苏", zhejiang="浙江", guangdong="广东", shanghai="上海", beijing="北京", liaoning="辽宁", sichuan="四川").items():
        sql(f"ent.{name}", f"select count(*) from {t} where province = '{province}'", sum(r[7] == province for r in kept))
    for name, city in dict(chengdu="成都", guangyuan="广元", leshan="乐山", zigong="自贡", mianyang="绵阳", neijiang="内江").items():
        sql(f"ent.{name}", f"select count(*) from {t} where province = '四川' and city = '{city}'", sum(r[7:9] == ["四川", city] for r in kept))
    for length, count in sorted(collections.Counter(len(r[1]) for r in kept).items()):
        sql(f"ent.codes_of_{length}", f"select count(*) from {t} where length(credit_code) = {length}", count)
    sql("ent.year_1992", f"select count(*) from {t} where file_year = 1992", sum(r[10] == "1992" for r in kept))
    sql("ent.other_province", f"select count(*) from {t} where province <> file_province", len(foreign))
    sql("ent.refused", f"select count(*) from {t}__quarantine where source like '%1992/浙江.csv'", bad)


def hotline():
    rows = table(at("nyc311_classic", "311_*.csv")[0])
    t = "hotline.ods_nyc311_request"
    closed = [(twelve(r["Closed Date"]), twelve(r["Created Date"])) for r in rows if r["Closed Date"]]
    tally("hotline.nyc311_requests", len(rows), len(rows), warned=sum(a < b for a, b in closed))
    created = [epoch(twelve(r["Created Date"]), "America/New_York") for r in rows]
    sql("nyc311.keys", f"select count(distinct unique_key) from {t}", len({r["Unique Key"] for r in rows}))
    sql("nyc311.first", f"select unix_timestamp(min(created_at)) from {t}", min(created))
    sql("nyc311.last", f"select unix_timestamp(max(created_at)) from {t}", max(created))
    sql("nyc311.open", f"select count(*) from {t} where closed_at is null", len(rows) - len(closed))
    sql("nyc311.backwards", f"select count(*) from {t} where closed_at < created_at", sum(a < b for a, b in closed))
    sql("nyc311.instantly", f"select count(*) from {t} where closed_at = created_at", sum(a == b for a, b in closed))
    for column, source in dict(agency="Agency", status="Status").items():
        for value, count in sorted(collections.Counter(r[source] for r in rows).items()):
            sql(f"nyc311.{column}_{value.lower()}", f"select count(*) from {t} where {column} = '{value}'", count)
    for value, count in collections.Counter(r["Complaint Type"].strip().upper() for r in rows).most_common(5):
        sql(f"nyc311.{value.lower().replace(' ', '_')}", f"select count(*) from {t} where complaint_type = '{value}'", count)
    sql("nyc311.complaints", f"select count(distinct complaint_type) from {t}", len({r["Complaint Type"].strip().upper() for r in rows}))
    cities = {r["City"].strip().upper() for r in rows} - {"", "N/A"}
    sql("nyc311.cities", f"select count(distinct city) from {t}", len(cities))
    sql("nyc311.unspecified", f"select count(*) from {t} where borough = 'Unspecified'", sum(r["Borough"] == "Unspecified" for r in rows))
    sql("nyc311.no_zip", f"select count(*) from {t} where incident_zip is null", sum(r["Incident Zip"].strip() in ("", "N/A") for r in rows))
    sql("nyc311.no_latitude", f"select count(*) from {t} where latitude is null", sum(not r["Latitude"] for r in rows))
    sql("nyc311.x", f"select sum(x_state_plane) from {t}", sum(int(r["X Coordinate (State Plane)"] or 0) for r in rows))
    sql("nyc311.school", f"select count(*) from {t} where school_number = 'M010'", sum(r["School Number"] == "M010" for r in rows))


def ref():
    known = {}
    for name, file in (("province", "provinces"), ("city", "cities"), ("area", "areas"), ("street", "streets")):
        rows = table(at("ref_cn", "admin", "dist", file + ".csv")[0])
        known[name] = rows
        tally("ref." + name, len(rows), len(rows))
        sql(f"ref.{file}", f"select count(distinct code) from ref.dim_{name}", len({r["code"] for r in rows}))
        sql(f"ref.{file}_names", f"select count(distinct name) from ref.dim_{name}", len({r["name"] for r in rows}))
        lengths = sorted({len(r["code"]) for r in rows})
        sql(f"ref.{file}_lengths", f"select array_join(sort_array(collect_set(length(code))), ' ') from ref.dim_{name}", " ".join(map(str, lengths)))
    areas = {r["code"] for r in known["area"]}
    sql("ref.chengdu_streets", "select count(*) from ref.dim_street where city_code = '5101'", sum(r["cityCode"] == "5101" for r in known["street"]))
    sql("ref.chengdu_areas", "select count(*) from ref.dim_area where city_code = '5101'", sum(r["cityCode"] == "5101" for r in known["area"]))
    sql("ref.sichuan_areas", "select count(*) from ref.dim_area where province_code = '51'", sum(r["provinceCode"] == "51" for r in known["area"]))
    unnamed = [r for r in known["city"] if r["name"] == "市辖区" or r["name"].startswith("省直辖")]
    sql("ref.cities_in_name_only", "select count(*) from ref.dim_city where name = '市辖区' or name like '省直辖%'", len(unnamed))
    sql("ref.orphans", "select count(*) from ref.dim_street s left anti join ref.dim_area a on s.area_code = a.code", sum(r["areaCode"] not in areas for r in known["street"]))
    shapes = json.load(open(at("ref_cn", "geo", "citys", "510100.json")[0], encoding="utf-8"))["features"]
    tally("ref.district_shape", len(shapes), len(shapes))
    lost = [str(s["properties"]["adcode"]) for s in shapes if str(s["properties"]["adcode"]) not in areas]
    sql("ref.shape_without_area", "select max(adcode) from ref.dim_district_shape s left anti join ref.dim_area a on s.adcode = a.code", *lost)
    sql("ref.datum", "select count(*) from ref.dim_district_shape where datum = 'GCJ-02' and geometry_type = 'MultiPolygon'", len(shapes))
    for job, tab, col, file in (
        ("province_gdp", "ods_province_gdp", "gdp", "分省年度数据.csv"),
        ("province_population_sample", "ods_province_population_sample", "people", "分省年度数据 (1).csv"),
    ):
        text = open(os.path.join(DATA, "ref_cn", "nbs", file), "rb").read().decode("gb18030")
        lines = list(csv.reader(io.StringIO(text, newline="")))
        head = next(i for i, r in enumerate(lines) if r and r[0] == "地区")
        years = lines[head][1:]
        data = [r for r in lines[head + 1 :] if len(r) == len(lines[head])]
        cells = [v for r in data for v in r[1:]]
        t = "ref." + tab
        tally("ref." + job, len(cells), len(cells))
        sql(f"{col}.sum", f"select sum({col}) from {t}", sum(D(v) for v in cells if v.strip()))
        sql(f"{col}.none", f"select count(*) from {t} where {col} is null", sum(not v.strip() for v in cells))
        sql(f"{col}.some", f"select count({col}) from {t}", sum(bool(v.strip()) for v in cells))
        sql(f"{col}.each_year", f"select count(distinct year) from {t}", len(years))
        sql(f"{col}.provinces", f"select count(distinct province) from {t}", len(data))
        sql(f"{col}.years", f"select concat(min(year), '-', max(year)) from {t}", f"{years[-1][:4]}-{years[0][:4]}")
        sichuan = next(r for r in data if r[0] == "四川省")
        year = 2 if col == "people" else 1
        sql(f"{col}.sichuan", f"select {col} from {t} where province = '四川省' and year = {years[year - 1][:4]}", sichuan[year])


def air():
    rows = [r for f in at("prsa_beijing", "PRSA_Data_20130301-20170228", "PRSA_Data_*.csv") for r in table(f)]
    t = "air.ods_station_hour"
    keys = {(r["station"], r["year"], r["month"], r["day"], r["hour"]) for r in rows}
    tally("air.prsa_hours", len(rows), len(keys), 0, len(rows) - len(keys))
    times = [datetime.datetime(*(int(r[k]) for k in ("year", "month", "day", "hour"))) for r in rows]
    sql("prsa.stations", f"select count(distinct station) from {t}", len({r["station"] for r in rows}))
    hours = collections.Counter(r["station"] for r in rows)
    for name, pick in (("fewest", min), ("most", max)):
        sql(f"prsa.{name}_hours", f"select {pick.__name__}(n) from (select count(*) n from {t} group by station)", pick(hours.values()))
    sql("prsa.keys", f"select count(*) from (select distinct station, observed_at from {t})", len(keys))
    sql("prsa.pm25_some", f"select count(pm25) from {t}", sum(r["PM2.5"] not in ("", "NA") for r in rows))
    sql("prsa.first", f"select unix_timestamp(min(observed_at)) from {t}", epoch(min(times), "Asia/Shanghai"))
    sql("prsa.last", f"select unix_timestamp(max(observed_at)) from {t}", epoch(max(times), "Asia/Shanghai"))
    names = dict(pm25="PM2.5", pm10="PM10", so2="SO2", no2="NO2", co="CO", o3="O3", temperature="TEMP",
                 pressure="PRES", dew_point="DEWP", rain="RAIN", wind_speed="WSPM")
    for column, source in names.items():
        values = [r[source].strip() for r in rows]
        sql(f"prsa.{column}", f"select round(sum({column}), 3) from {t}", round(sum(D(v) for v in values if v not in ("", "NA")), 3))
        sql(f"prsa.{column}_none", f"select count(*) from {t} where {column} is null", sum(v in ("", "NA") for v in values))
    sql("prsa.wind_none", f"select count(*) from {t} where wind_direction is null", sum(r["wd"] == "NA" for r in rows))
    sql("prsa.blank_cell", f"select count(*) from {t} where so2 is null and station = 'Aotizhongxin' and row_number = 75", 1)


def bike():
    read, first, fresh, stations, valet = 0, {}, collections.Counter(), set(), set()
    for path in at("baywheels_gbfs", "station_status", "*.jsonl.gz"):
        for line in gzip.open(path, "rb"):
            document = json.loads(line)
            for station in document["data"]["stations"]:
                read += 1
                key = (station["station_id"], station["last_reported"])
                first.setdefault(key, (document["last_updated"], station))
                stations.add(station["station_id"])
                if "valet" in station:
                    valet.add(key)
    t = "bike.ods_station_status"
    tally("bike.station_status", read, len(first), 0, read - len(first))
    sql("bike.stations", f"select count(distinct station_id) from {t}", len(stations))
    sql("bike.reports", f"select count(*) from (select distinct station_id, reported_at from {t})", len(first))
    sql("bike.first_report", f"select unix_timestamp(min(reported_at)) from {t}", min(k[1] for k in first))
    sql("bike.last_report", f"select unix_timestamp(max(reported_at)) from {t}", max(k[1] for k in first))
    sql("bike.first_feed", f"select unix_timestamp(min(feed_updated_at)) from {t}", min(at for at, _ in first.values()))
    sql("bike.last_feed", f"select unix_timestamp(max(feed_updated_at)) from {t}", max(at for at, _ in first.values()))
    sql("bike.feeds", f"select count(distinct feed_updated_at) from {t}", len({at for at, _ in first.values()}))
    kept = [station for _, station in first.values()]
    for column in ("bikes_available", "docks_available"):
        sql(f"bike.{column}", f"select sum({column}) from {t}", sum(s[f"num_{column}"] for s in kept))
    sql("bike.not_renting", f"select count(*) from {t} where not is_renting", sum(not s["is_renting"] for s in kept))
    for value, count in sorted(collections.Counter(s["station_status"] for s in kept).items()):
        sql(f"bike.{value}", f"select count(*) from {t} where status = '{value}'", count)
    late = [at - s["last_reported"] for at, s in first.values()]
    sql("bike.late_an_hour", f"select count(*) from {t} where timestampdiff(second, reported_at, feed_updated_at) between 3601 and 86400", sum(3600 < n <= 86400 for n in late))
    sql("bike.late_a_day", f"select count(*) from {t} where timestampdiff(second, reported_at, feed_updated_at) > 86400", sum(n > 86400 for n in late))
    OUT.writerow(["tally", "bike.station_status", "warned", sum(n > 86400 for n in late)])
    sql("bike.valet", f"select count(*) from {t} where valet_region is not null", len(valet))
    info = json.load(open(at("baywheels_gbfs", "station_information_*.json")[0], encoding="utf-8"))["data"]["stations"]
    tally("bike.station_information", len(info), len(info))
    sql("bike.capacity", "select sum(capacity) from bike.dim_station", sum(s.get("capacity", 0) for s in info))
    index = table(at("baywheels_gbfs", "snapshot_index.tsv")[0], delimiter="\t")
    tally("bike.snapshots", len(index), len(index))
    sql("bike.bytes", "select sum(size_bytes) from bike.ods_snapshot", sum(int(r["bytes_raw"]) for r in index))


def video():
    messages = [json.loads(l) for f in at("nvidia_mot", "stream", "data", "*.json") for l in open(f, encoding="utf-8")]
    t = "video.ods_vehicle_event"

    def box(m):
        b = m["object"]["bbox"]
        return b["bottomrightx"] > b["topleftx"] and b["bottomrighty"] > b["toplefty"]

    kept = [m for m in messages if box(m)]
    tally("video.vehicle_events", len(messages), len(kept), len(messages) - len(kept))
    millis = [int(datetime.datetime.fromisoformat(m["@timestamp"].replace("Z", "+00:00")).timestamp() * 1000 + 0.5) for m in kept]
    sql("video.first", f"select unix_millis(min(occurred_at)) from {t}", min(millis))
    sql("video.last", f"select unix_millis(max(occurred_at)) from {t}", max(millis))
    sql("video.events", f"select count(distinct event_id) from {t}", len({m["event"]["id"] for m in kept}))
    sql("video.sensors", f"select count(distinct sensor_id) from {t}", len({m["sensor"]["id"] for m in kept}))
    sql("video.objects", f"select count(distinct object_id) from {t}", len({m["object"]["id"] for m in kept}))
    for value in ("moving", "parked", "empty"):
        sql(f"video.{value}", f"select count(*) from {t} where event_type = '{value}'", sum(m["event"]["type"] == value for m in kept))
    empty = sum(m["event"]["type"] == "empty" for m in messages if not box(m))
    sql("video.refused_empty", f"select count(*) from {t}__quarantine where raw like '%\"empty\"%'", empty)
    sql("video.aisles", f"select count(*) from {t} where event_type = 'moving' and place_part_id is not null", sum("aisle" in m["place"] for m in kept))
    sql("video.spots", f"select count(*) from {t} where place_part_id like 'P1-PS-%'", sum(m["place"].get("parkingSpot", {}).get("id", "").startswith("P1-PS-") for m in kept))
    sql("video.no_position", f"select count(*) from {t} where sensor_lon is null and sensor_lat is null", sum(m["sensor"]["location"]["lat"] == 0 and m["sensor"]["location"]["lon"] == 0 for m in kept))
    sql("video.no_plate", f"select count(*) from {t} where plate is null", sum(bool(re.fullmatch(r"(UNK-M-\d+)?", m["object"]["vehicle"]["license"])) for m in kept))
    sql("video.sure", f"select count(*) from {t} where confidence = 1", sum(m["object"]["vehicle"]["confidence"] == 1 for m in kept))
    boxes = [(f.split(os.sep)[-3], l.strip().split(",")) for f in at("nvidia_mot", "mot15", "train", "*", "det", "det.txt") for l in open(f)]
    t = "video.ods_person_detection"
    tally("video.person_detections", len(boxes), len(boxes))
    sql("mot.sequences", f"select count(distinct sequence) from {t}", len({s for s, _ in boxes}))
    sql("mot.tracks", f"select count(track_id) from {t}", sum(p[1] != "-1" for _, p in boxes))
    sql("mot.outside", f"select count(*) from {t} where box_left < 0 or box_top < 0", sum(float(p[2]) < 0 or float(p[3]) < 0 for _, p in boxes))
    sql("mot.frames", f"select max(frame) from {t} where sequence = 'PETS09-S2L1'", max(int(p[0]) for s, p in boxes if s == "PETS09-S2L1"))
    sql("mot.width", f"select round(sum(box_width), 1) from {t}", round(sum(D(p[4]) for _, p in boxes), 1))


def water():
    rows = table(at("chicago_beach", "beach_sensors_*.csv")[0])
    t = "water.ods_beach_reading"
    timed = [r for r in rows if r["Measurement Timestamp"]]
    kept = list({r["Measurement ID"]: r for r in timed}.values())
    tally("water.beach_readings", len(rows), len(kept), len(rows) - len(timed), len(timed) - len(kept))
    times = [epoch(twelve(r["Measurement Timestamp"]), "America/Chicago") for r in kept]
    sql("beach.first", f"select unix_timestamp(min(measured_at)) from {t}", min(times))
    sql("beach.last", f"select unix_timestamp(max(measured_at)) from {t}", max(times))
    sql("beach.ids", f"select count(distinct measurement_id) from {t}", len(kept))
    for name in ("Montrose", "Calumet", "Osterman"):
        sql(f"beach.{name.lower()}", f"select count(*) from {t} where beach = '{name} Beach'", sum(r["Beach Name"] == f"{name} Beach" for r in kept))
    for name in ("Water Temperature", "Turbidity", "Transducer Depth", "Wave Height", "Wave Period", "Battery Life"):
        column = name.lower().replace(" ", "_")
        values = [D(r[name]) for r in kept if r[name]]
        sql(f"beach.{column}", f"select sum({column}) from {t}", sum(values))
        sql(f"beach.{column}_min", f"select min({column}) from {t}", min(values))
        sql(f"beach.{column}_max", f"select max({column}) from {t}", max(values))
        sql(f"beach.{column}_none", f"select count(*) from {t} where {column} is null", len(kept) - len(values))
    sql("beach.refused", f"select count(*) from {t}__quarantine where exists(reasons, r -> r.column = 'measured_at' and r.rule = 'required')", len(rows) - len(timed))


def energy():
    rows = table(at("steel_energy", "*.csv")[0])
    t = "energy.ods_steel_quarter_hour"
    tally("energy.steel_quarter_hours", len(rows), len(rows))
    times = [epoch(datetime.datetime.strptime(r["date"], "%d/%m/%Y %H:%M"), "Asia/Seoul") for r in rows]
    sql("steel.labels", f"select count(distinct labelled_at) from {t}", len(set(times)))
    sql("steel.first", f"select unix_timestamp(min(labelled_at)) from {t}", min(times))
    sql("steel.last", f"select unix_timestamp(max(labelled_at)) from {t}", max(times))
    for column, name in dict(usage_kwh="Usage_kWh", lagging_reactive_kvarh="Lagging_Current_Reactive.Power_kVarh", leading_reactive_kvarh="Leading_Current_Reactive_Power_kVarh", co2_t="CO2(tCO2)").items():
        sql(f"steel.{column}", f"select sum({column}) from {t}", sum(D(r[name]) for r in rows))
        sql(f"steel.{column}_zero", f"select count(*) from {t} where {column} = 0", sum(D(r[name]) == 0 for r in rows))
    sql("steel.midnights", f"select count(*) from {t} where seconds_from_midnight = 0", sum(r["NSM"] == "0" for r in rows))


def once(pairs):
    """An object that names a member twice says two things, and RFC 8259 doesn't say which one holds."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a member stands twice")
    return dict(pairs)


def fiware():
    prefix = re.compile("^urn:ngsi-ld:[A-Za-z0-9]+:")
    read, bad, keys, types = 0, 0, set(), set()
    for depth in ("*", "*/*", "*/*/*"):
        for path in at("fiware_datamodels", "specs", depth, "example*.json*"):
            read += 1
            try:
                entity = json.load(open(path, encoding="utf-8-sig"), object_pairs_hook=once)
            except ValueError:
                bad += 1
                continue
            keys.add((entity["type"], prefix.sub("", entity["id"])))
            types.add(entity["type"])
    tally("fiware.entities", read, len(keys), bad, read - bad - len(keys))
    sql("fiware.types", "select count(distinct entity_type) from fiware.ods_entity", len(types))
    alerts = sum(kind == "Alert" for kind, _ in keys)
    sql("fiware.alerts", "select count(*) from fiware.ods_entity where entity_type = 'Alert'", alerts)
    for name, end in (("no_json", "AgriParcelRecord/example-normalized-ld.jsonld"), ("twice_las", "NoiseLevelObserved/example-normalized.json")):
        sql(f"fiware.{name}", f"select count(*) from fiware.ods_entity__quarantine where source like '%{end}'", 1)
    t = "fiware.ods_air_quality_observed"
    tally("fiware.air_quality_observed", 3, 3)
    sql("fiware.same_row", f"select count(*) from (select distinct * except (_source, _place, _run_id, _ingested_at) from {t})", 1)
    plain = json.load(open(at("fiware_datamodels", "specs", "Environment", "AirQualityObserved", "example.json")[0]))
    sql("fiware.co", f"select sum(co) from {t}", 3 * plain["CO"])
    sql("fiware.poi", f"select max(point_of_interest_id) from {t}", plain["refPointOfInterest"])
    start = datetime.datetime.fromisoformat(plain["dateObserved"].split("/")[0])
    sql("fiware.from", f"select unix_timestamp(max(observed_from)) from {t}", epoch(start, "Europe/Madrid"))
    sql("fiware.interval", f"select unix_timestamp(max(observed_until)) - unix_timestamp(min(observed_from)) from {t}", 3600)


def mix():
    rows = list(csv.reader(io.StringIO(open(at("enc_mix", "bikes.csv")[0], "rb").read().decode("latin-1"), newline=""), delimiter=";"))[1:]
    tally("mix.bike_counts", len(rows), len(rows))
    sql("bikes.berri", "select sum(berri_1) from mix.ods_bike_count", sum(int(r[1]) for r in rows))
    sql("bikes.brebeuf", "select count(brebeuf) from mix.ods_bike_count", sum(bool(r[2].strip()) for r in rows))
    days = [datetime.datetime.strptime(r[0], "%d/%m/%Y").date() for r in rows]
    sql("bikes.first", "select cast(min(counted_on) as string) from mix.ods_bike_count", min(days))
    sql("bikes.last", "select cast(max(counted_on) as string) from mix.ods_bike_count", max(days))
    rows = table(at("enc_mix", "weather_2012.csv")[0])
    t = "mix.ods_weather_hour"
    tally("mix.weather_hours", len(rows), len(rows))
    times = [epoch(datetime.datetime.fromisoformat(r["Date/Time"]), "Etc/GMT+5") for r in rows]
    sql("weather.hours", f"select count(distinct observed_at) from {t}", len(set(times)))
    sql("weather.first", f"select unix_timestamp(min(observed_at)) from {t}", min(times))
    sql("weather.last", f"select unix_timestamp(max(observed_at)) from {t}", max(times))
    sql("weather.temperature", f"select sum(temperature) from {t}", sum(D(r["Temp (C)"]) for r in rows))
    sql("weather.kinds", f"select count(distinct weather) from {t}", len({r["Weather"] for r in rows}))
    database = sqlite3.connect("file:" + at("enc_mix", "weather_2012.sqlite")[0] + "?mode=ro", uri=True)
    (count, total), = database.execute("select count(*), round(sum(temp), 2) from weather_2012")
    tally("mix.weather_sample", count, count)
    sql("sample.temperature", "select round(sum(temperature), 2) from mix.ods_weather_sample", total)


def traffic():
    t = "traffic.ods_sensor_value"
    rows = [(f.split(os.sep)[-2] + "/" + os.path.basename(f)[:-4], r) for f in at("nab_traffic", "data", "real*", "*.csv") for r in table(f)]
    keys = {(s, r["timestamp"]) for s, r in rows}
    tally("traffic.sensor_values", len(rows), len(keys), 0, len(rows) - len(keys))
    sql("nab.series", f"select count(distinct series) from {t}", len({s for s, _ in rows}))
    first = {}
    for series, r in rows:
        first.setdefault((series, r["timestamp"]), D(r["value"]))
    for folder in ("realKnownCause", "realTraffic"):
        sql(f"nab.{folder}", f"select count(*) from {t} where series like '{folder}/%'", sum(s.startswith(folder + "/") for s, _ in first))
    sql("nab.values", f"select round(sum(value), 2) from {t}", round(sum(first.values()), 2))
    times = [epoch(datetime.datetime.fromisoformat(r["timestamp"]), "Etc/UTC") for _, r in rows]
    sql("nab.first", f"select unix_timestamp(min(observed_at)) from {t}", min(times))
    sql("nab.last", f"select unix_timestamp(max(observed_at)) from {t}", max(times))
    taxi = [D(r["value"]) for s, r in rows if s == "realKnownCause/nyc_taxi"]
    sql("nab.taxi", f"select round(sum(value), 2) from {t} where series = 'realKnownCause/nyc_taxi'", sum(taxi))


for part in (ent, hotline, ref, air, bike, video, water, energy, fiware, mix, traffic):
    part()
