CREATE TABLE "time_token" (
	"hash" text PRIMARY KEY NOT NULL,
	"did" uuid NOT NULL,
	"ms" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "time_token" ADD CONSTRAINT "time_token_did_device_did_fk" FOREIGN KEY ("did") REFERENCES "public"."device"("did") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "time_token_device" ON "time_token" USING btree ("did","ms");