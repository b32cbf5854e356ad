CREATE TABLE "attendance_astray" (
	"course_id" uuid NOT NULL,
	"meeting_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"status" text NOT NULL,
	CONSTRAINT "attendance_astray_course_id_meeting_id_user_id_pk" PRIMARY KEY("course_id","meeting_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "eligibility_change" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"course_id" uuid NOT NULL,
	"user_id" uuid,
	"meeting_id" uuid
);
--> statement-breakpoint
CREATE INDEX "eligibility_change_course" ON "eligibility_change" USING btree ("course_id");--> statement-breakpoint
CREATE FUNCTION "membership_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO eligibility_change (course_id, user_id)
  SELECT DISTINCT course_id, user_id FROM (
    (SELECT course_id, user_id, role, joined_at, left_at, group_id, eligible_from, eligible_until FROM came
      EXCEPT SELECT course_id, user_id, role, joined_at, left_at, group_id, eligible_from, eligible_until FROM went)
    UNION ALL
    (SELECT course_id, user_id, role, joined_at, left_at, group_id, eligible_from, eligible_until FROM went
      EXCEPT SELECT course_id, user_id, role, joined_at, left_at, group_id, eligible_from, eligible_until FROM came)
  ) changed;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION "membership_came"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO eligibility_change (course_id, user_id) SELECT course_id, user_id FROM came;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION "membership_went"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO eligibility_change (course_id, user_id) SELECT course_id, user_id FROM went;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "membership_came" AFTER INSERT ON "course_member" REFERENCING NEW TABLE AS came
  FOR EACH STATEMENT EXECUTE FUNCTION "membership_came"();--> statement-breakpoint
CREATE TRIGGER "membership_went" AFTER DELETE ON "course_member" REFERENCING OLD TABLE AS went
  FOR EACH STATEMENT EXECUTE FUNCTION "membership_went"();--> statement-breakpoint
CREATE TRIGGER "membership_changed" AFTER UPDATE ON "course_member" REFERENCING OLD TABLE AS went NEW TABLE AS came
  FOR EACH STATEMENT EXECUTE FUNCTION "membership_changed"();--> statement-breakpoint
CREATE FUNCTION "meeting_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO eligibility_change (course_id, meeting_id) VALUES (NEW.course_id, NEW.id);
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "meeting_changed" AFTER UPDATE ON "meeting" FOR EACH ROW WHEN (
  (OLD.starts_at, OLD.ends_at, OLD.closed_at, OLD.cancelled_at, OLD.group_id)
  IS DISTINCT FROM (NEW.starts_at, NEW.ends_at, NEW.closed_at, NEW.cancelled_at, NEW.group_id)
) EXECUTE FUNCTION "meeting_changed"();--> statement-breakpoint
CREATE OR REPLACE FUNCTION "attendance_emptied"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  TRUNCATE attendance_change, meeting_total, student_total, arrival_total, attendance_astray;
  RETURN NULL;
END $$;--> statement-breakpoint
INSERT INTO "eligibility_change" ("course_id", "user_id") SELECT "course_id", "user_id" FROM "course_member";
