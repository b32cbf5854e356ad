ALTER TABLE "meeting" ADD COLUMN "clock_told_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "entry" ADD COLUMN "code_shown_ms" bigint;