CREATE TABLE "arrival_total" (
	"course_id" uuid NOT NULL,
	"meeting_id" uuid NOT NULL,
	"arrived_min" integer NOT NULL,
	"students" integer NOT NULL,
	CONSTRAINT "arrival_total_course_id_meeting_id_arrived_min_pk" PRIMARY KEY("course_id","meeting_id","arrived_min")
);
--> statement-breakpoint
CREATE TABLE "attendance_change" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"course_id" uuid NOT NULL,
	"meeting_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"status" text NOT NULL,
	"arrived_min" integer,
	"n" smallint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "meeting_total" (
	"meeting_id" uuid PRIMARY KEY NOT NULL,
	"course_id" uuid NOT NULL,
	"present" integer DEFAULT 0 NOT NULL,
	"late" integer DEFAULT 0 NOT NULL,
	"excused" integer DEFAULT 0 NOT NULL,
	"absent" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "student_total" (
	"course_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"present" integer DEFAULT 0 NOT NULL,
	"late" integer DEFAULT 0 NOT NULL,
	"excused" integer DEFAULT 0 NOT NULL,
	"absent" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "student_total_course_id_user_id_pk" PRIMARY KEY("course_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "attendance" ADD COLUMN "arrived_min" integer;--> statement-breakpoint
CREATE INDEX "attendance_change_course" ON "attendance_change" USING btree ("course_id");--> statement-breakpoint
CREATE INDEX "meeting_total_course" ON "meeting_total" USING btree ("course_id");--> statement-breakpoint
CREATE INDEX "entry_unaccepted" ON "entry" USING btree ("meeting_id","user_id") WHERE "entry"."state" <> 'accepted';--> statement-breakpoint
CREATE FUNCTION "attendance_arrival"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- what a check-in proves of the time of arrival: its minute, by the clock
  NEW.arrived_min := CASE WHEN NEW.entry_hash IS NOT NULL AND NEW.status IN ('present', 'late')
    THEN (SELECT floor(e.captured_ms / 60000.0)::int FROM entry e WHERE e.hash = NEW.entry_hash) END;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER "attendance_arrival" BEFORE INSERT OR UPDATE OF "status", "entry_hash" ON "attendance"
  FOR EACH ROW EXECUTE FUNCTION "attendance_arrival"();--> statement-breakpoint
CREATE FUNCTION "attendance_came"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO attendance_change (course_id, meeting_id, user_id, status, arrived_min, n)
  SELECT m.course_id, a.meeting_id, a.user_id, a.status, a.arrived_min, 1
  FROM came a JOIN meeting m ON m.id = a.meeting_id;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION "attendance_went"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO attendance_change (course_id, meeting_id, user_id, status, arrived_min, n)
  SELECT m.course_id, a.meeting_id, a.user_id, a.status, a.arrived_min, -1
  FROM went a JOIN meeting m ON m.id = a.meeting_id;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION "attendance_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- rows that say the same as before cancel out
  INSERT INTO attendance_change (course_id, meeting_id, user_id, status, arrived_min, n)
  SELECT m.course_id, a.meeting_id, a.user_id, a.status, a.arrived_min, a.n
  FROM (
    (SELECT meeting_id, user_id, status, arrived_min, -1 AS n FROM went
      EXCEPT ALL SELECT meeting_id, user_id, status, arrived_min, -1 FROM came)
    UNION ALL
    (SELECT meeting_id, user_id, status, arrived_min, 1 FROM came
      EXCEPT ALL SELECT meeting_id, user_id, status, arrived_min, 1 FROM went)
  ) a JOIN meeting m ON m.id = a.meeting_id;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "attendance_came" AFTER INSERT ON "attendance" REFERENCING NEW TABLE AS came
  FOR EACH STATEMENT EXECUTE FUNCTION "attendance_came"();--> statement-breakpoint
CREATE TRIGGER "attendance_went" AFTER DELETE ON "attendance" REFERENCING OLD TABLE AS went
  FOR EACH STATEMENT EXECUTE FUNCTION "attendance_went"();--> statement-breakpoint
CREATE TRIGGER "attendance_changed" AFTER UPDATE ON "attendance" REFERENCING OLD TABLE AS went NEW TABLE AS came
  FOR EACH STATEMENT EXECUTE FUNCTION "attendance_changed"();--> statement-breakpoint
CREATE FUNCTION "attendance_emptied"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  TRUNCATE attendance_change, meeting_total, student_total, arrival_total;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "attendance_emptied" AFTER TRUNCATE ON "attendance"
  FOR EACH STATEMENT EXECUTE FUNCTION "attendance_emptied"();--> statement-breakpoint
CREATE FUNCTION "meeting_goes"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- while the meeting can still say of which course it is
  DELETE FROM attendance WHERE meeting_id = OLD.id;
  RETURN OLD;
END $$;--> statement-breakpoint
CREATE TRIGGER "meeting_goes" BEFORE DELETE ON "meeting"
  FOR EACH ROW EXECUTE FUNCTION "meeting_goes"();--> statement-breakpoint
CREATE FUNCTION "meeting_stays_in_its_course"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a meeting stays in its course: the totals of attendance are by course';
END $$;--> statement-breakpoint
CREATE TRIGGER "meeting_stays_in_its_course" BEFORE UPDATE OF "course_id" ON "meeting"
  FOR EACH ROW WHEN (OLD.course_id IS DISTINCT FROM NEW.course_id) EXECUTE FUNCTION "meeting_stays_in_its_course"();--> statement-breakpoint
CREATE FUNCTION "fold_attendance_changes"(most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE folded integer;
BEGIN
  -- one at a time; whoever comes second has nothing to do
  IF NOT pg_try_advisory_xact_lock(7263450119) THEN RETURN 0; END IF;
  WITH taken AS (
    DELETE FROM attendance_change WHERE id IN (SELECT id FROM attendance_change ORDER BY id LIMIT most) RETURNING *
  ), of_meetings AS (
    INSERT INTO meeting_total AS t (meeting_id, course_id, present, late, excused, absent)
    SELECT meeting_id, course_id, coalesce(sum(n) FILTER (WHERE status = 'present'), 0),
      coalesce(sum(n) FILTER (WHERE status = 'late'), 0), coalesce(sum(n) FILTER (WHERE status = 'excused'), 0),
      coalesce(sum(n) FILTER (WHERE status = 'absent'), 0)
    FROM taken GROUP BY meeting_id, course_id
    ON CONFLICT (meeting_id) DO UPDATE SET present = t.present + excluded.present, late = t.late + excluded.late,
      excused = t.excused + excluded.excused, absent = t.absent + excluded.absent
  ), of_students AS (
    INSERT INTO student_total AS t (course_id, user_id, present, late, excused, absent)
    SELECT course_id, user_id, coalesce(sum(n) FILTER (WHERE status = 'present'), 0),
      coalesce(sum(n) FILTER (WHERE status = 'late'), 0), coalesce(sum(n) FILTER (WHERE status = 'excused'), 0),
      coalesce(sum(n) FILTER (WHERE status = 'absent'), 0)
    FROM taken GROUP BY course_id, user_id
    ON CONFLICT (course_id, user_id) DO UPDATE SET present = t.present + excluded.present,
      late = t.late + excluded.late, excused = t.excused + excluded.excused, absent = t.absent + excluded.absent
  ), of_arrivals AS (
    INSERT INTO arrival_total AS t (course_id, meeting_id, arrived_min, students)
    SELECT course_id, meeting_id, arrived_min, sum(n) FROM taken WHERE arrived_min IS NOT NULL
    GROUP BY course_id, meeting_id, arrived_min
    ON CONFLICT (course_id, meeting_id, arrived_min) DO UPDATE SET students = t.students + excluded.students
  )
  SELECT count(*) INTO folded FROM taken;
  RETURN folded;
END $$;--> statement-breakpoint
CREATE FUNCTION "rebuild_attendance_totals"() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE attendance IN SHARE ROW EXCLUSIVE MODE;
  TRUNCATE attendance_change, meeting_total, student_total, arrival_total;
  INSERT INTO meeting_total (meeting_id, course_id, present, late, excused, absent)
  SELECT a.meeting_id, m.course_id, count(*) FILTER (WHERE status = 'present'), count(*) FILTER (WHERE status = 'late'),
    count(*) FILTER (WHERE status = 'excused'), count(*) FILTER (WHERE status = 'absent')
  FROM attendance a JOIN meeting m ON m.id = a.meeting_id GROUP BY a.meeting_id, m.course_id;
  INSERT INTO student_total (course_id, user_id, present, late, excused, absent)
  SELECT m.course_id, a.user_id, count(*) FILTER (WHERE status = 'present'), count(*) FILTER (WHERE status = 'late'),
    count(*) FILTER (WHERE status = 'excused'), count(*) FILTER (WHERE status = 'absent')
  FROM attendance a JOIN meeting m ON m.id = a.meeting_id GROUP BY m.course_id, a.user_id;
  INSERT INTO arrival_total (course_id, meeting_id, arrived_min, students)
  SELECT m.course_id, a.meeting_id, a.arrived_min, count(*)
  FROM attendance a JOIN meeting m ON m.id = a.meeting_id WHERE a.arrived_min IS NOT NULL
  GROUP BY m.course_id, a.meeting_id, a.arrived_min;
END $$;--> statement-breakpoint
UPDATE "attendance" a SET "arrived_min" = floor(e.captured_ms / 60000.0)::int
FROM "entry" e WHERE e.hash = a.entry_hash AND a.status IN ('present', 'late');--> statement-breakpoint
SELECT "rebuild_attendance_totals"();
