"""What two people decide together about somebody's enrolment: one proposes, another confirms."""
