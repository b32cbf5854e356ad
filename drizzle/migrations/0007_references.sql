CREATE TABLE "duplicate_hit" (
	"id" uuid PRIMARY KEY NOT NULL,
	"enrolment_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"other_id" uuid NOT NULL,
	"score" real NOT NULL,
	"model_digest" text NOT NULL,
	"decision" text,
	"note" text,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "duplicate_hit_once" UNIQUE("enrolment_id","other_id","model_digest")
);
--> statement-breakpoint
CREATE TABLE "duplicate_search" (
	"enrolment_id" uuid NOT NULL,
	"model_digest" text NOT NULL,
	"compared" integer NOT NULL,
	"finished_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "duplicate_search_once" UNIQUE("enrolment_id","model_digest")
);
--> statement-breakpoint
CREATE TABLE "gallery_photo" (
	"photo_id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"entry_hash" text NOT NULL,
	"did" uuid NOT NULL,
	"state" text NOT NULL,
	"quality" real NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"admitted_at" timestamp (3) with time zone NOT NULL,
	"counts_from" timestamp (3) with time zone NOT NULL,
	"counted_at" timestamp (3) with time zone,
	"retired_at" timestamp (3) with time zone,
	"reason" text,
	"destroy_at" timestamp (3) with time zone,
	"destroying_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "template_event" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"photo_id" uuid,
	"entry_hash" text,
	"kind" text NOT NULL,
	"reason" text,
	"actor_id" uuid,
	"detail" jsonb,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "template_event_once" UNIQUE("entry_hash","kind")
);
--> statement-breakpoint
ALTER TABLE "verification_result" ADD COLUMN "anchor_score" real;--> statement-breakpoint
ALTER TABLE "verification_result" ADD COLUMN "window_score" real;--> statement-breakpoint
ALTER TABLE "duplicate_hit" ADD CONSTRAINT "duplicate_hit_enrolment_id_enrolment_id_fk" FOREIGN KEY ("enrolment_id") REFERENCES "public"."enrolment"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duplicate_hit" ADD CONSTRAINT "duplicate_hit_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duplicate_hit" ADD CONSTRAINT "duplicate_hit_other_id_user_id_fk" FOREIGN KEY ("other_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duplicate_hit" ADD CONSTRAINT "duplicate_hit_decided_by_user_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."user"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duplicate_search" ADD CONSTRAINT "duplicate_search_enrolment_id_enrolment_id_fk" FOREIGN KEY ("enrolment_id") REFERENCES "public"."enrolment"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gallery_photo" ADD CONSTRAINT "gallery_photo_photo_id_photo_id_fk" FOREIGN KEY ("photo_id") REFERENCES "public"."photo"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gallery_photo" ADD CONSTRAINT "gallery_photo_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gallery_photo" ADD CONSTRAINT "gallery_photo_entry_hash_entry_hash_fk" FOREIGN KEY ("entry_hash") REFERENCES "public"."entry"("hash") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "template_event" ADD CONSTRAINT "template_event_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "template_event" ADD CONSTRAINT "template_event_actor_id_user_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."user"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "duplicate_hit_open" ON "duplicate_hit" USING btree ("created_at") WHERE "duplicate_hit"."decision" is null;--> statement-breakpoint
CREATE INDEX "gallery_photo_user" ON "gallery_photo" USING btree ("user_id","state");--> statement-breakpoint
CREATE INDEX "gallery_photo_counts" ON "gallery_photo" USING btree ("counts_from") WHERE "gallery_photo"."state" = 'quarantine';--> statement-breakpoint
CREATE INDEX "gallery_photo_destroy" ON "gallery_photo" USING btree ("destroy_at") WHERE "gallery_photo"."state" = 'retired';--> statement-breakpoint
CREATE INDEX "template_event_user" ON "template_event" USING btree ("user_id","at");