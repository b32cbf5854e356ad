ALTER TABLE "entry" ALTER COLUMN "photo_hash" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "entry" ALTER COLUMN "embedding_hash" DROP NOT NULL;