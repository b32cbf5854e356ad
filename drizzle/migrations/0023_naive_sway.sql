CREATE TABLE "face_print" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"prints" "bytea" NOT NULL,
	"version" integer NOT NULL,
	"changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "verification_result" ADD COLUMN "copy_of" text;--> statement-breakpoint
ALTER TABLE "verification_result" ADD COLUMN "copy_likeness" real;--> statement-breakpoint
ALTER TABLE "face_print" ADD CONSTRAINT "face_print_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;