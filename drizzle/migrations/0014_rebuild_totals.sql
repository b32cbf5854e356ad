-- the fold judges eligibility, too, and stands with the other queries (server/queries/analysis-fold.ts)
DROP FUNCTION "fold_attendance_changes"(integer);--> statement-breakpoint
CREATE OR REPLACE FUNCTION "rebuild_attendance_totals"() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE attendance IN SHARE ROW EXCLUSIVE MODE;
  TRUNCATE attendance_change, eligibility_change, meeting_total, student_total, arrival_total, attendance_astray;
  INSERT INTO meeting_total (meeting_id, course_id, present, late, excused, absent)
  SELECT a.meeting_id, m.course_id, count(*) FILTER (WHERE status = 'present'), count(*) FILTER (WHERE status = 'late'),
    count(*) FILTER (WHERE status = 'excused'), count(*) FILTER (WHERE status = 'absent')
  FROM attendance a JOIN meeting m ON m.id = a.meeting_id GROUP BY a.meeting_id, m.course_id;
  INSERT INTO student_total (course_id, user_id, present, late, excused, absent)
  SELECT m.course_id, a.user_id, count(*) FILTER (WHERE status = 'present'), count(*) FILTER (WHERE status = 'late'),
    count(*) FILTER (WHERE status = 'excused'), count(*) FILTER (WHERE status = 'absent')
  FROM attendance a JOIN meeting m ON m.id = a.meeting_id GROUP BY m.course_id, a.user_id;
  INSERT INTO arrival_total (course_id, meeting_id, arrived_min, students)
  SELECT m.course_id, a.meeting_id, a.arrived_min, count(*)
  FROM attendance a JOIN meeting m ON m.id = a.meeting_id WHERE a.arrived_min IS NOT NULL
  GROUP BY m.course_id, a.meeting_id, a.arrived_min;
  -- whose the absences are is judged by the fold
  INSERT INTO eligibility_change (course_id, meeting_id) SELECT course_id, meeting_id FROM meeting_total;
END $$;
