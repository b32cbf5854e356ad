CREATE SCHEMA "keys";
--> statement-breakpoint
CREATE TABLE "keys"."student_key" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"public_key" "bytea",
	"wrapped" "bytea",
	"kek" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"erased_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "keys"."wrapped_secret" (
	"name" text PRIMARY KEY NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"kek" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "blob" ALTER COLUMN "lake_name" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "enrolment_photo" ADD COLUMN "lake_name" text;--> statement-breakpoint
ALTER TABLE "template" ADD COLUMN "sealed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "blob" ADD COLUMN "sealed" "bytea";--> statement-breakpoint
ALTER TABLE "keys"."student_key" ADD CONSTRAINT "student_key_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "student_key_one" ON "keys"."student_key" USING btree ("user_id") WHERE "keys"."student_key"."erased_at" is null;--> statement-breakpoint
CREATE INDEX "student_key_kek" ON "keys"."student_key" USING btree ("kek");