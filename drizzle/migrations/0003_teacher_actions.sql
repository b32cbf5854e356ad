CREATE TABLE "teacher_action" (
	"id" uuid PRIMARY KEY NOT NULL,
	"actor_id" uuid NOT NULL,
	"meeting_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"payload" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "attendance" ADD COLUMN "words" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "mark" ADD COLUMN "base" uuid[];--> statement-breakpoint
ALTER TABLE "mark" ADD COLUMN "seen_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "meeting" ADD COLUMN "reopened_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "meeting" ADD COLUMN "closed_itself" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "teacher_action" ADD CONSTRAINT "teacher_action_actor_id_user_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "teacher_action_meeting" ON "teacher_action" USING btree ("meeting_id","at");--> statement-breakpoint
UPDATE "attendance" a SET "words" = jsonb_build_array(jsonb_build_object('id', m.id, 'status', m.status, 'reason', m.reason,
	'at', to_char(m.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'actorId', m.actor_id))
FROM (SELECT DISTINCT ON (meeting_id, user_id) * FROM "mark" WHERE source = 'manual' ORDER BY meeting_id, user_id, at DESC, id DESC) m
WHERE a.source = 'manual' AND m.meeting_id = a.meeting_id AND m.user_id = a.user_id;
