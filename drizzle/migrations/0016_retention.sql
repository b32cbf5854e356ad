CREATE TABLE "deletion_log" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"class" text NOT NULL,
	"by" text NOT NULL,
	"reason" text NOT NULL,
	"actor_id" uuid,
	"subject_id" uuid,
	"count" integer NOT NULL,
	"names" text[] DEFAULT '{}' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gone_object" (
	"name" text PRIMARY KEY NOT NULL,
	"subject_id" uuid,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "institution_stop" (
	"id" uuid PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"reason" text NOT NULL,
	"requested_by" uuid NOT NULL,
	"requested_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"confirmed_by" uuid,
	"confirmed_at" timestamp (3) with time zone,
	"cancelled_at" timestamp (3) with time zone,
	"done" integer DEFAULT 0 NOT NULL,
	"total" integer DEFAULT 0 NOT NULL,
	"counts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"certificate" text,
	"lifted_by" uuid,
	"lifted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "key_backup" (
	"id" uuid PRIMARY KEY NOT NULL,
	"path" text NOT NULL,
	"host" text NOT NULL,
	"made_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "upkeep_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"detail" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "institution_stop" ADD CONSTRAINT "institution_stop_requested_by_user_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "institution_stop" ADD CONSTRAINT "institution_stop_confirmed_by_user_id_fk" FOREIGN KEY ("confirmed_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "institution_stop" ADD CONSTRAINT "institution_stop_lifted_by_user_id_fk" FOREIGN KEY ("lifted_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deletion_log_at" ON "deletion_log" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "deletion_log_subject" ON "deletion_log" USING btree ("subject_id","at");--> statement-breakpoint
CREATE INDEX "upkeep_run_kind" ON "upkeep_run" USING btree ("kind","at");--> statement-breakpoint
CREATE FUNCTION "deletion_log_stays"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the deletion log is append-only';
END $$;--> statement-breakpoint
CREATE TRIGGER "deletion_log_stays" BEFORE UPDATE OR DELETE OR TRUNCATE ON "deletion_log"
  FOR EACH STATEMENT EXECUTE FUNCTION "deletion_log_stays"();--> statement-breakpoint
CREATE FUNCTION "object_gone"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- whatever deleted the rows: their objects must follow (server/jobs/retention/gone.ts)
  IF TG_TABLE_NAME = 'photo' THEN
    INSERT INTO gone_object (name, subject_id) SELECT DISTINCT ON (g.lake_name) g.lake_name, g.user_id FROM gone g
    ON CONFLICT (name) DO UPDATE SET at = excluded.at;
  ELSE
    INSERT INTO gone_object (name) SELECT DISTINCT g.lake_name FROM gone g WHERE g.lake_name IS NOT NULL
    ON CONFLICT (name) DO UPDATE SET at = excluded.at;
  END IF;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "object_gone" AFTER DELETE ON "photo"
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION "object_gone"();--> statement-breakpoint
CREATE TRIGGER "object_gone" AFTER DELETE ON "blob"
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION "object_gone"();--> statement-breakpoint
CREATE TRIGGER "object_gone" AFTER DELETE ON "request_attachment"
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION "object_gone"();
