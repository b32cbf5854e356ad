DROP INDEX "keys"."student_key_one";--> statement-breakpoint
ALTER TABLE "keys"."student_key" ADD COLUMN "purpose" text DEFAULT 'face' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "student_key_one" ON "keys"."student_key" USING btree ("user_id","purpose") WHERE "keys"."student_key"."erased_at" is null;