ALTER TABLE "enrolment" ADD COLUMN "agreed_by" uuid;--> statement-breakpoint
ALTER TABLE "enrolment" ADD COLUMN "agreed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "enrolment" ADD COLUMN "alike" boolean;--> statement-breakpoint
ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_agreed_by_user_id_fk" FOREIGN KEY ("agreed_by") REFERENCES "public"."user"("id") ON DELETE set null ON UPDATE no action;